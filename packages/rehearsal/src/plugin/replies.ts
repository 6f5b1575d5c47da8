import grpc from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import anys from "google-protobuf/google/protobuf/any_pb.js";
import { messageOf } from "./errors.ts";
import { UnreadError } from "./operations.ts";
import { toStruct } from "./values.ts";

/** An error as a gRPC server sends it. */
class GrpcError extends Error implements Pick<ServiceError, "code" | "details" | "metadata"> {
  readonly code: grpc.status;
  readonly details: string;
  readonly metadata: grpc.Metadata;
  constructor(code: grpc.status, details: string, metadata: grpc.Metadata, cause: unknown) {
    super(details, { cause });
    this.name = "GrpcError";
    this.code = code;
    this.details = details;
    this.metadata = metadata;
  }
}

/** The type and the name in a urn, as an error names a resource: `aws:kms/key:Key "data"`. */
export function describeResource(urn: string): string {
  const [, , types = "", name = urn] = urn.split("::");
  return `${types.split("$").at(-1)} ${JSON.stringify(name)}`;
}

/** The error for the engine: what it is about, then the cause. One that is made for the engine already stays as it is. */
export function grpcError(code: grpc.status, about: string, cause?: unknown): GrpcError {
  if (cause instanceof GrpcError) return cause;
  const details = [about, ...(cause === undefined ? [] : [messageOf(cause)])].filter((part) => part !== "").join(": ");
  return new GrpcError(
    code,
    details,
    cause instanceof UnreadError ? madeButUnread(code, details, cause) : new grpc.Metadata(),
    cause,
  );
}

/** Tells the engine the id of a resource that exists but has no outputs yet, so that it is kept in the state. */
function madeButUnread(code: grpc.status, details: string, error: UnreadError): grpc.Metadata {
  const failure = new messages.ErrorResourceInitFailed();
  failure.setId(error.id);
  failure.setProperties(toStruct(error.state));
  failure.setReasonsList([details]);
  const packed = new anys.Any();
  packed.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statuses.Status();
  status.setCode(code);
  status.setMessage(details);
  status.addDetails(packed);
  // The name under which gRPC carries structured details.
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
