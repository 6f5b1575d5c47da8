// A Pulumi language host for programs in a local folder that Node.js runs as they are. The engine starts it by its
// wrapper's name with its own address as the last argument, and reads the port from the first line of the output;
// everything after that line goes to the user, so the program inherits both streams.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { callbackify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type * as languageTypes from "@pulumi/pulumi/proto/language_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { version } from "@pulumi/pulumi/version.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { findRunner, programCommand, programResult } from "./program.ts";
import type { ProgramResult, ProgramRun } from "./program.ts";

const engineAddress = process.argv.at(-1) ?? "";
const programs = new Set<ChildProcess>();

function runOf(request: languageTypes.RunRequest): ProgramRun {
  const info = request.getInfo();
  return {
    project: request.getProject(),
    stack: request.getStack(),
    organization: request.getOrganization(),
    rootDirectory: info?.getRootDirectory() ?? request.getPwd(),
    programDirectory: info?.getProgramDirectory() ?? request.getPwd(),
    entryPoint: info?.getEntryPoint() ?? request.getProgram(),
    arguments: request.getArgsList(),
    monitorAddress: request.getMonitorAddress(),
    engineAddress,
    dryRun: request.getDryrun(),
    parallel: request.getParallel(),
    config: Object.fromEntries(request.getConfigMap().toObject()),
    secretConfigKeys: request.getConfigsecretkeysList(),
  };
}

function runProgram(run: ProgramRun): Promise<ProgramResult> {
  const command = programCommand(run, findRunner(run.programDirectory));
  const child = spawn(process.execPath, command.arguments, {
    cwd: run.programDirectory,
    env: { ...process.env, ...command.environment },
    stdio: ["ignore", "inherit", "inherit"],
  });
  programs.add(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      programs.delete(child);
      resolve(programResult(code, signal));
    });
  });
}

function stopPrograms(): void {
  for (const program of programs) program.kill("SIGTERM");
}

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(languageGrpc.LanguageRuntimeService, {
  getPluginInfo(_call: unknown, callback: grpc.sendUnaryData<unknown>) {
    const info = new plugin.PluginInfo();
    info.setVersion(version);
    callback(null, info);
  },
  // Plugins are found on PATH in a rehearsal; none is to be fetched.
  getRequiredPackages(_call: unknown, callback: grpc.sendUnaryData<unknown>) {
    callback(null, new language.GetRequiredPackagesResponse());
  },
  run(call: grpc.ServerUnaryCall<languageTypes.RunRequest, unknown>, callback: grpc.sendUnaryData<unknown>) {
    callbackify(runProgram)(runOf(call.request), (error, result) => {
      if (error) return callback({ code: grpc.status.INTERNAL, details: error.message });
      const response = new language.RunResponse();
      response.setError(result.error);
      response.setBail(result.bail);
      callback(null, response);
    });
  },
  cancel(_call: unknown, callback: grpc.sendUnaryData<unknown>) {
    stopPrograms();
    callback(null, new empty.Empty());
  },
});

/** The engine interrupts its plugins when it ends. When it is killed instead, its end of the standard input closes. */
function exit(): void {
  stopPrograms();
  process.exit(0);
}
process.on("SIGINT", exit);
process.on("SIGTERM", exit);
process.stdin.on("end", exit).resume();

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(port);
});
