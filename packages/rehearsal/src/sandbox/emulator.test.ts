import { expect, test } from "vitest";
import { failureOf } from "./emulator.ts";

test("a port that somebody took is worth another attempt", () => {
  const failure = failureOf("exit code 1", "ERROR: 127.0.0.1:4566 is already in use. Is MiniStack already running?\n");
  expect(failure.portTaken).toBe(true);
});

test("a port lost between the look and the bind is, too", () => {
  const failure = failureOf(
    "exit code 1",
    "OSError: [Errno 98] error while attempting to bind: address already in use\n",
  );
  expect(failure.portTaken).toBe(true);
});

test("a missing emulator is told by its name, with the command that finds what is missing", () => {
  const { portTaken, error } = failureOf("exit code 127", "sh: 1: exec: ministack: not found\n");
  expect({ portTaken, code: error.code, message: error.message, hint: error.hint }).toEqual({
    portTaken: false,
    code: "emulator-missing",
    message: "ministack is not on PATH",
    hint: "./tandem doctor",
  });
});

test("any other end carries the last 20 lines", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  const { portTaken, error } = failureOf("signal SIGKILL", `${lines.join("\n")}\n`);
  expect(portTaken).toBe(false);
  expect(error.message).toBe(`the emulator did not start (signal SIGKILL)\n${lines.slice(10).join("\n")}`);
});
