/** A unit file's settings by section and key; a key that stands there twice keeps its last value. */
export type UnitSections = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The text of a unit file. */
export function renderUnit(sections: UnitSections): string {
  return Object.entries(sections)
    .map(([section, settings]) => {
      const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
      return `[${section}]\n${lines.join("")}`;
    })
    .join("\n");
}

/** What a unit file says. @throws TypeError for a line that is neither a section, a setting, a comment nor empty */
export function parseUnit(text: string): UnitSections {
  const sections: Record<string, Record<string, string>> = {};
  let current: Record<string, string> | undefined;
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const section = /^\[(?<name>[A-Za-z]+)\]$/.exec(line)?.groups?.["name"];
    const { key, value } = /^(?<key>[A-Za-z0-9]+)=(?<value>.*)$/.exec(line)?.groups ?? {};
    if (section !== undefined) {
      current = sections[section] ?? {};
      sections[section] = current;
    } else if (current !== undefined && key !== undefined && value !== undefined) {
      current[key] = value;
    } else {
      throw new TypeError(`${JSON.stringify(line)} is no line of a unit file`);
    }
  }
  return sections;
}
