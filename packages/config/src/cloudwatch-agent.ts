import { z } from "zod";
import { serviceLogPath } from "./service-log.ts";

/** The agent's configuration, which the install script hands it. */
export const agentConfigPath = "/etc/tandem/cloudwatch-agent.json";

/** The longest that a line waits on the instance, in seconds; the agent's own default. */
const flushSeconds = 5;

/**
 * The part of the agent's configuration that is used: one file, to one log stream for each instance, under its id. Without a
 * retention in it, the agent needs to create streams and put events, and nothing else.
 * Source: CloudWatch, "Manually create or edit the CloudWatch agent configuration file", section `logs`.
 */
const agentSchema = z.strictObject({
  logs: z.strictObject({
    force_flush_interval: z.int().positive(),
    logs_collected: z.strictObject({
      files: z.strictObject({
        collect_list: z.tuple([
          z.strictObject({
            file_path: z.literal(serviceLogPath),
            log_group_name: z.string().regex(/^[\w./#-]{1,512}$/),
            log_stream_name: z.literal("{instance_id}"),
          }),
        ]),
      }),
    }),
  }),
});

/** What the agent ships where. */
export interface AgentSettings {
  readonly logGroup: string;
  /** How often, in seconds. */
  readonly flushSeconds: number;
}

/** The configuration of an agent that ships the program's log to a group. @throws ZodError for what names no log group */
export function agentConfig(logGroup: string): string {
  const collected = { file_path: serviceLogPath, log_group_name: logGroup, log_stream_name: "{instance_id}" };
  const logs = { force_flush_interval: flushSeconds, logs_collected: { files: { collect_list: [collected] } } };
  return JSON.stringify(agentSchema.parse({ logs }));
}

/** What {@link agentConfig} says. @throws SyntaxError, ZodError for any other text */
export function parseAgentConfig(text: string): AgentSettings {
  const { logs } = agentSchema.parse(JSON.parse(text));
  const [{ log_group_name: logGroup }] = logs.logs_collected.files.collect_list;
  return { logGroup, flushSeconds: logs.force_flush_interval };
}
