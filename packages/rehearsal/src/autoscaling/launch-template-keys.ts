import type { WholeAnswer } from "../sandbox/forward.ts";
import { escapeXml, formOf } from "../sandbox/service-front.ts";
import type { FrontRequest, ServiceFront } from "../sandbox/service-front.ts";

const actions = ["CreateLaunchTemplate", "CreateLaunchTemplateVersion", "DescribeLaunchTemplateVersions"] as const;

/** Key by device name. */
type DeviceKeys = ReadonlyMap<string, string>;

/**
 * The keys under which a launch template's volumes are encrypted, which MiniStack 1.5.33 loses: kept as they are asked for,
 * and put back into what it answers about versions.
 */
export class LaunchTemplateKeys implements ServiceFront {
  /** By template and version. */
  readonly #keys = new Map<string, DeviceKeys>();

  serves({ service, action }: FrontRequest["scope"]): boolean {
    return service === "ec2" && actions.some((known) => known === action);
  }

  async answer({ request, forward }: FrontRequest): Promise<WholeAnswer> {
    const form = formOf(request);
    const answer = await forward();
    if (answer.status >= 300) return answer;
    const text = answer.body.toString();
    if (form.get("Action") !== "DescribeLaunchTemplateVersions") this.#keep(form, text);
    return { ...answer, body: Buffer.from(this.#restore(text)) };
  }

  #keep(form: URLSearchParams, answer: string): void {
    const id = textOf(answer, "launchTemplateId");
    const source = form.get("SourceVersion");
    const own = keysIn(form);
    const known = own ?? this.#keys.get(place(id, source ?? "")) ?? new Map<string, string>();
    this.#keys.set(place(id, textOf(answer, "versionNumber") || "1"), known);
  }

  #restore(answer: string): string {
    const version = /<launchTemplateId>(?:(?!<launchTemplateId>).)*?<\/launchTemplateData>/gs;
    return answer.replaceAll(version, (one) => {
      const keys = this.#keys.get(place(textOf(one, "launchTemplateId"), textOf(one, "versionNumber")));
      return one.replaceAll(/<deviceName>([^<]*)<\/deviceName><ebs>/g, (start, device: string) => {
        const key = keys?.get(device);
        return key === undefined ? start : `${start}<kmsKeyId>${escapeXml(key)}</kmsKeyId>`;
      });
    });
  }
}

function place(id: string, version: string): string {
  return JSON.stringify([id, version]);
}

/** The keys of a request's volumes; undefined where it names no volume, so that a source version's hold. */
function keysIn(form: URLSearchParams): DeviceKeys | undefined {
  const prefix = "LaunchTemplateData.BlockDeviceMapping";
  const keys = new Map<string, string>();
  for (let index = 1; ; index += 1) {
    const device = form.get(`${prefix}.${index}.DeviceName`);
    if (device === null) return index === 1 ? undefined : keys;
    const key = form.get(`${prefix}.${index}.Ebs.KmsKeyId`);
    if (key !== null) keys.set(escapeXml(device), key);
  }
}

function textOf(xml: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? "";
}
