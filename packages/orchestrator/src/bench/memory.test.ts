import { describe, expect, it } from "vitest";
import { parseStatus, summarize, treeOf, watchMemory } from "./memory.ts";

const process_ = (pid: number, parent: number, command = "node", bytes = 1) => ({ pid, parent, command, bytes });

describe("treeOf", () => {
  it("is the root and its descendants, whatever the order, and nothing else", () => {
    const all = [process_(30, 20), process_(1, 0), process_(20, 10), process_(10, 1), process_(99, 1)];
    expect(treeOf(10, all).map(({ pid }) => pid)).toEqual([10, 20, 30]);
    expect(treeOf(7, all)).toEqual([]);
  });
});

describe("summarize", () => {
  it("adds up by program, the largest first", () => {
    const tree = [process_(1, 0, "node", 10), process_(2, 1, "pulumi", 100), process_(3, 1, "node", 20)];
    expect(summarize(tree)).toEqual({
      bytes: 130,
      processes: 3,
      byCommand: [
        { command: "pulumi", processes: 1, bytes: 100 },
        { command: "node", processes: 2, bytes: 30 },
      ],
    });
  });
});

describe("parseStatus", () => {
  it("reads parent and resident set", () => {
    const status = "Name:\tMainThread\nPid:\t12\nPPid:\t7\nVmHWM:\t  9000 kB\nVmRSS:\t  2048 kB\n";
    expect(parseStatus("12", status)).toEqual({ pid: 12, parent: 7, bytes: 2_097_152 });
  });

  it("passes over what holds no memory", () => {
    expect(parseStatus("12", "Name:\tnode\nState:\tZ (zombie)\nPPid:\t7\n")).toBeUndefined();
  });
});

describe("watchMemory", () => {
  it("sees this process, and memory that it takes while watched", async () => {
    const before = await watchMemory(process.pid).stop();
    const watch = watchMemory(process.pid, 5);
    // More than what other tests in this process may have left, and is collected meanwhile.
    const taken = Buffer.alloc(256 * 1024 * 1024, 1);
    const after = await watch.stop();
    expect(taken.at(-1)).toBe(1);
    expect((after?.bytes ?? 0) - (before?.bytes ?? 0)).toBeGreaterThan(64 * 1024 * 1024);
    expect(after?.byCommand.map(({ command }) => command)).toContain("node");
  });
});
