import type { Statement } from "../policy.ts";

/**
 * What writes to log groups that exist must be allowed, and no more: Lambda in a function's name, and the CloudWatch agent on
 * an instance, since the groups' retention is not its business.
 * @param streams the groups' streams, as `logStreamsArn` and `controllerLogsArn` name them
 */
export function logsStatement(streams: Statement["Resource"]): Statement {
  return { Sid: "Logs", Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: streams };
}
