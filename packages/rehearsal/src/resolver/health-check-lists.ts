/**
 * Where Route 53 has health checkers, in each of which one is modelled for a check that names no regions. Source: the
 * values of `HealthCheckRegion` in Route 53's API.
 */
export const everyRegion = [
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "sa-east-1",
] as const;

interface Lists {
  readonly children: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
}

/** The lists in health checks' settings, of which MiniStack 1.5.33 keeps an empty string for each item. */
export class HealthCheckLists {
  readonly #lists = new Map<string, Lists>();

  /**
   * Keeps the lists of a request that made or changed a health check; what it does not mention stays as it was.
   * @param body The request's XML. Its lists hold ids and names of regions, which need no escaping.
   */
  keep(id: string, body: string): void {
    const known = this.#lists.get(id);
    const reset = itemsOf(body, "ResettableElementName") ?? [];
    const listOf = (list: keyof Lists, item: string, element: string) =>
      itemsOf(body, item) ?? (reset.includes(element) ? undefined : known?.[list]);
    this.#lists.set(id, {
      children: listOf("children", "ChildHealthCheck", "ChildHealthChecks"),
      regions: listOf("regions", "Region", "Regions"),
    });
  }

  childrenOf(id: string): readonly string[] {
    return this.#lists.get(id)?.children ?? [];
  }

  regionsOf(id: string): readonly string[] {
    return this.#lists.get(id)?.regions ?? everyRegion;
  }

  /** Puts the lists into what an answer says of health checks. @param answer XML; without any check it stays as it is */
  restore(answer: string): string {
    return answer.replaceAll(/<HealthCheck>.*?<\/HealthCheck>/gs, (check) => {
      const known = this.#lists.get(textsOf(check, "Id")[0] ?? "");
      const withChildren = withItems(check, "ChildHealthChecks", "ChildHealthCheck", known?.children);
      return withItems(withChildren, "Regions", "Region", known?.regions);
    });
  }
}

/** The XML with these items in its list of this name, or without the list where there are none. */
function withItems(xml: string, list: string, item: string, items: readonly string[] = []): string {
  const element =
    items.length === 0 ? "" : `<${list}>${items.map((text) => `<${item}>${text}</${item}>`).join("")}</${list}>`;
  return xml.replace(new RegExp(`<${list}>.*?</${list}>`, "s"), element);
}

/** The texts of every element of this name; undefined when there is none. */
function itemsOf(xml: string, element: string): readonly string[] | undefined {
  const found = textsOf(xml, element);
  return found.length === 0 ? undefined : found;
}

function textsOf(xml: string, element: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text = ""]) => text);
}
