import {
  CreateListenerCommand,
  CreateRuleCommand,
  DeleteLoadBalancerCommand,
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi } from "../sandbox/api-client.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { sendFaults } from "../sandbox/gate-control.ts";
import { deployBalancer } from "./testing/balancer.ts";
import type { DeployedBalancer } from "./testing/balancer.ts";
import { deployLedger } from "./testing/ledger.ts";
import type { Echo } from "./testing/ledger.ts";
import { startWorld } from "./testing/world.ts";
import type { World } from "./testing/world.ts";

const [east, west] = ["us-east-1", "us-west-2"] as const;
const eventually = { timeout: 30_000, interval: 50 };
let world: World;
const functions: Record<string, DeployedBalancer> = {};

beforeAll(async () => {
  world = await startWorld();
  for (const region of [east, west]) functions[region] = await deployLedger(world.gate.endpoint, region);
});
afterAll(() => world.stop());

const setFaults = (faults: Parameters<typeof sendFaults>[2]) =>
  sendFaults(world.gate.endpoint, world.controlToken, faults);
const call = (url: string, init?: RequestInit) => callApi(world.gate, url, init);
const hostOf = (region: string) => functions[region]?.dnsName ?? "";

describe("a balancer in front of a function", () => {
  it.each([east, west])(
    "of %s is reached by its host name, and the function gets a balancer's event",
    async (region) => {
      const response = await call(`http://${hostOf(region)}/a%2Fb?c=d`, {
        method: "POST",
        headers: { "content-type": "text/plain" },
        body: "ä",
      });
      const echo = (await response.json()) as Echo;
      expect([response.status, response.headers.get("server"), echo.region]).toEqual([201, "awselb/2.0", region]);
      expect(echo.event).toMatchObject({
        requestContext: { elb: { targetGroupArn: functions[region]?.groupArn } },
        httpMethod: "POST",
        path: "/a%2Fb",
        queryStringParameters: { c: "d" },
        body: "ä",
        isBase64Encoded: false,
      });
      expect(echo.event.headers).toMatchObject({
        host: hostOf(region),
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        "x-forwarded-port": "80",
      });
      expect(Object.keys(echo.event.headers).filter((name) => name.startsWith("tandem-"))).toEqual([]);
    },
  );

  it("passes documents on in both directions", async () => {
    const document = await call(`http://${hostOf(west)}/document`);
    expect([document.headers.get("content-type"), [...(await document.bytes())]]).toEqual(["image/png", [0, 255, 10]]);
    const body = new Uint8Array([0, 255]);
    const sent = await call(`http://${hostOf(west)}/x`, {
      method: "PUT",
      headers: { "content-type": "image/png" },
      body,
    });
    expect(((await sent.json()) as Echo).event).toMatchObject({ body: "AP8=", isBase64Encoded: true });
  });

  it.each(["/broken", "/fails"])("answers 502 for a function that answers nothing it can use: %s", async (path) => {
    expect((await call(`http://${hostOf(east)}${path}`)).status).toBe(502);
  });

  it("checks the function where its group says so", async () => {
    const states = async (region: string) => functions[region]?.states();
    await expect.poll(() => states(west), eventually).toEqual([["healthy", undefined]]);
    const ill = await deployBalancer(world.gate.endpoint, west, "ill", {
      TargetType: "lambda",
      HealthCheckEnabled: true,
      HealthCheckPath: "/broken",
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 4,
      UnhealthyThresholdCount: 2,
    });
    await ill.register(`arn:aws:lambda:${west}:000000000000:function:ledger`);
    expect(await ill.states()).toEqual([["initial", "Elb.RegistrationInProgress"]]);
    await expect.poll(() => ill.states(), eventually).toEqual([["unhealthy", "Target.FailedHealthChecks"]]);
    // Its only target: the balancer fails open.
    expect((await call(`http://${ill.dnsName}/x`)).status).toBe(201);
  });

  it("takes no connection at a port without a listener, and none under a name that is nobody's", async () => {
    await expect(call(`https://${hostOf(east)}/`)).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(call(`http://gone-1.${east}.elb.amazonaws.com/`)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("redirects, serves HTTPS at its own port, and answers rules with 501", async () => {
    const { endpoint } = world.gate;
    const client = new ElasticLoadBalancingV2Client({ endpoint, region: east, credentials: rehearsalCredentials });
    const tls = await deployBalancer(endpoint, east, "tls", { TargetType: "lambda", HealthCheckEnabled: false });
    const place = { LoadBalancerArn: tls.balancerArn };
    const redirect = { StatusCode: "HTTP_301", Protocol: "HTTPS", Port: "443" } as const;
    await client.send(
      new CreateListenerCommand({
        ...place,
        Port: 8080,
        Protocol: "HTTP",
        DefaultActions: [{ Type: "redirect", RedirectConfig: redirect }],
      }),
    );
    await client.send(
      new CreateListenerCommand({
        ...place,
        Port: 443,
        Protocol: "HTTPS",
        Certificates: [{ CertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/1" }],
        DefaultActions: [{ Type: "forward", TargetGroupArn: tls.groupArn }],
      }),
    );
    const redirected = await call(`http://${tls.dnsName}:8080/a?b=c`);
    expect([redirected.status, redirected.headers.get("location")]).toEqual([301, `https://${tls.dnsName}:443/a?b=c`]);
    expect((await call(`https://${tls.dnsName}/`)).status).toBe(503);
    await tls.register(`arn:aws:lambda:${east}:000000000000:function:ledger`);
    expect(await tls.states()).toEqual([["unavailable", "Target.HealthCheckDisabled"]]);
    const echo = (await (await call(`https://${tls.dnsName}/`)).json()) as Echo;
    expect(echo.event.headers).toMatchObject({
      host: tls.dnsName,
      "x-forwarded-proto": "https",
      "x-forwarded-port": "443",
    });

    const { Listeners = [] } = await client.send(new DescribeListenersCommand(place));
    await client.send(
      new CreateRuleCommand({
        ListenerArn: Listeners.find(({ Port }) => Port === 443)?.ListenerArn,
        Priority: 1,
        Conditions: [{ Field: "path-pattern", Values: ["/x"] }],
        Actions: [{ Type: "forward", TargetGroupArn: tls.groupArn }],
      }),
    );
    const refused = await call(`https://${tls.dnsName}/`);
    expect([refused.status, await refused.text()]).toEqual([501, "rules of a listener: not modelled in a rehearsal\n"]);
    await client.send(new DeleteLoadBalancerCommand(place));
    await expect(call(`https://${tls.dnsName}/`)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("is dark with its region, and answers again when the region is back", async () => {
    await setFaults([{ kind: "dark", region: west }]);
    await expect(call(`http://${hostOf(west)}/health`)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await call(`http://${hostOf(east)}/health`)).status).toBe(200);
    await setFaults([]);
    expect((await call(`http://${hostOf(west)}/health`)).status).toBe(200);
  });
});
