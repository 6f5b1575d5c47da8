import * as pulumi from "@pulumi/pulumi";
import { TandemError } from "@tandem/config";
import { withMocks } from "@tandem/testing";
import { expect, it } from "vitest";
import { stackProgram } from "./stack-program.ts";

const stack = { project: "tandem-shared", stack: "dev" };

async function thrownBy(error: Error): Promise<unknown> {
  const failing = stackProgram(async () => {
    throw error;
  });
  try {
    return await withMocks(failing, stack);
  } catch (thrown) {
    return thrown;
  }
}

it("passes on what the program returns", async () => {
  const { outputs } = await withMocks(
    stackProgram(() => Promise.resolve({ zoneId: "Z1" })),
    stack,
  );
  expect(outputs).toEqual({ zoneId: "Z1" });
});

it("shows an error that is meant for people as its code, message and fix, without a stack", async () => {
  const thrown = await thrownBy(new TandemError("plane-missing", "no plane", { hint: "pulumi stack select dev" }));
  expect(pulumi.RunError.isInstance(thrown)).toBe(true);
  expect((thrown as Error).message).toBe("plane-missing: no plane\n  fix: pulumi stack select dev");
  expect(((await thrownBy(new TandemError("stopped", "stopped"))) as Error).message).toBe("stopped: stopped");
});

it("leaves other errors and our own bugs their stack", async () => {
  const errors = [new TypeError("x is undefined"), new TandemError("graph-cycle", "a cycle", { kind: "bug" })];
  for (const error of errors) expect(await thrownBy(error)).toBe(error);
});
