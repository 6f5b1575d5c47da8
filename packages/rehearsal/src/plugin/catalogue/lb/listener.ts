import { ACMClient, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  paginateDescribeLoadBalancers,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Listener, ProtocolEnum } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { asked, number, present, requiredText, text } from "../properties.ts";
import { tagList, tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { actionsOf, actionsSpec, toActions } from "./listener-actions.ts";
import { listenersOf, readTags, updateTags } from "./shared.ts";

const gone = "ListenerNotFoundException";

/** An HTTP or HTTPS listener of an application load balancer, with its default action. Its identifier is its ARN. */
export const listener: ResourceEntry = {
  type: "aws:lb/listener:Listener",
  properties: {
    loadBalancerArn: { required: true, replaces: true },
    port: { required: true },
    protocol: { default: "HTTP" },
    certificateArn: {},
    sslPolicy: {},
    defaultActions: actionsSpec,
    tags: tagsSpec,
  },
  computed: { arn: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const settings = settingsOf(inputs);
    await checkCertificate(context, text(inputs, "certificateArn"));
    const LoadBalancerArn = requiredText(inputs, "loadBalancerArn");
    await checkPort(context, LoadBalancerArn, settings.Port);
    const command = new CreateListenerCommand({ LoadBalancerArn, ...settings, Tags: tagList(tagsOf(inputs)) });
    const { Listeners: [made] = [] } = await context.client(ElasticLoadBalancingV2Client).send(command);
    if (made?.ListenerArn === undefined) throw new Error("CreateListener answers without an ARN");
    return made.ListenerArn;
  },

  async read(context, id, known) {
    const command = new DescribeListenersCommand({ ListenerArns: [id] });
    const found = (await unlessGone(context.client(ElasticLoadBalancingV2Client).send(command), gone))?.Listeners?.[0];
    if (found === undefined) return undefined;
    return {
      ...present({
        loadBalancerArn: found.LoadBalancerArn,
        port: found.Port,
        protocol: found.Protocol,
        certificateArn: found.Certificates?.[0]?.CertificateArn,
        // AWS chooses one where the program names none.
        sslPolicy: asked(known, "sslPolicy") ? found.SslPolicy : undefined,
      }),
      defaultActions: actionsOf(found),
      arn: id,
      ...tagOutputs(await readTags(context, id)),
    };
  },

  async update(context, id, news, _olds, changed) {
    if ([...changed].some((name) => name !== "tags")) {
      const settings = settingsOf(news);
      await checkCertificate(context, text(news, "certificateArn"));
      await checkPort(context, requiredText(news, "loadBalancerArn"), settings.Port, id);
      const command = new ModifyListenerCommand({ ListenerArn: id, ...settings });
      await context.client(ElasticLoadBalancingV2Client).send(command);
    }
    if (changed.has("tags")) await updateTags(context, id, tagsOf(news));
  },

  async delete(context, id) {
    const command = new DeleteListenerCommand({ ListenerArn: id });
    await unlessGone(context.client(ElasticLoadBalancingV2Client).send(command), gone);
  },

  async list(context) {
    const client = context.client(ElasticLoadBalancingV2Client);
    const balancers = await everyItem(paginateDescribeLoadBalancers({ client }, {}), (page) => page.LoadBalancers);
    const found = await Promise.all(
      balancers.map(async ({ LoadBalancerArn = "" }): Promise<readonly Listener[]> =>
        listenersOf(context, LoadBalancerArn),
      ),
    );
    return Promise.all(
      found.flat().map(async ({ ListenerArn: id = "" }) => ({ id, tags: await readTags(context, id) })),
    );
  },
};

/** Throws for other protocols, and for what AWS refuses and MiniStack 1.5.33 takes. */
function settingsOf(inputs: Properties) {
  const protocol = text(inputs, "protocol") ?? "HTTP";
  if (protocol !== "HTTP" && protocol !== "HTTPS") {
    throw new Error(`protocol ${protocol} is not known here; legal: HTTP, HTTPS`);
  }
  const CertificateArn = text(inputs, "certificateArn");
  const SslPolicy = text(inputs, "sslPolicy");
  if (protocol === "HTTPS" && CertificateArn === undefined) {
    throw new Error("certificateArn: missing; an HTTPS listener needs one");
  }
  if (protocol === "HTTP" && (CertificateArn ?? SslPolicy) !== undefined) {
    throw new Error("certificateArn, sslPolicy: not for an HTTP listener");
  }
  return {
    Port: number(inputs, "port"),
    Protocol: protocol as ProtocolEnum,
    Certificates: CertificateArn === undefined ? undefined : [{ CertificateArn }],
    SslPolicy,
    DefaultActions: toActions(inputs),
  };
}

/** AWS takes only a certificate of the region that is issued; MiniStack 1.5.33 takes any text. */
async function checkCertificate(context: CallContext, CertificateArn: string | undefined): Promise<void> {
  if (CertificateArn === undefined) return;
  const call = context.client(ACMClient).send(new DescribeCertificateCommand({ CertificateArn }));
  const status = (await unlessGone(call, "ResourceNotFoundException"))?.Certificate?.Status;
  if (status === undefined) throw new Error(`CertificateNotFound: ${CertificateArn} is not in ${context.region}`);
  if (status !== "ISSUED") throw new Error(`UnsupportedCertificate: ${CertificateArn} is ${status}; legal: ISSUED`);
}

/** AWS has one listener per port of a balancer; MiniStack 1.5.33 takes more, and serves one of them. */
async function checkPort(
  context: CallContext,
  LoadBalancerArn: string,
  port: number | undefined,
  self?: string,
): Promise<void> {
  const others = (await listenersOf(context, LoadBalancerArn)).filter(({ ListenerArn }) => ListenerArn !== self);
  const other = others.find(({ Port }) => Port === port);
  if (other !== undefined) throw new Error(`DuplicateListener: ${other.ListenerArn} has port ${port} already`);
}
