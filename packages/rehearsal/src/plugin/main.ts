import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { catalogue } from "./catalogue/index.ts";
import { functions } from "./functions/index.ts";
import { AwsProvider } from "./provider.ts";

/** Pulumi sends whole states in one message; gRPC's own limit of 4 MB is too small for some. */
const maxMessageBytes = 400 * 1024 * 1024;

const server = new grpc.Server({ "grpc.max_receive_message_length": maxMessageBytes });
server.addService(services.ResourceProviderService, new AwsProvider(catalogue, functions, process.env).service());
const port = await new Promise<number>((resolve, reject) => {
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
    if (error === null) resolve(bound);
    else reject(error);
  });
});

// The engine ends its plugins by SIGINT once their calls are done, and waits 5 s before it kills them. A Ctrl-C in a
// terminal does not reach this process: the engine gives each plugin a process group of its own.
process.once("SIGINT", () => process.exit());

// The engine holds the other end of standard input: without an engine there is no one left to serve.
process.stdin.once("end", () => server.tryShutdown(() => process.exit()));
process.stdin.resume();

// The engine reads the port from the first line.
console.log(port);
