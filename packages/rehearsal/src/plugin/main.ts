import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { catalogue } from "./catalogue/index.ts";
import { AwsProvider } from "./provider.ts";

/** Pulumi sends whole states in one message; gRPC's own limit of 4 MB is too small for some. */
const maxMessageBytes = 400 * 1024 * 1024;

const server = new grpc.Server({ "grpc.max_receive_message_length": maxMessageBytes });
server.addService(services.ResourceProviderService, new AwsProvider(catalogue, process.env).service());
const port = await new Promise<number>((resolve, reject) => {
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
    if (error === null) resolve(bound);
    else reject(error);
  });
});

// Ctrl-C in a terminal reaches this process too: the engine then cancels, and ends it when calls are done.
process.on("SIGINT", () => undefined);

// The engine holds the other end of standard input: without an engine there is no one left to serve.
process.stdin.once("end", () => server.tryShutdown(() => process.exit()));
process.stdin.resume();

// The engine reads the port from the first line.
console.log(port);
