import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProvingGround } from "@tandem/rehearsal";
import { afterAll, beforeAll } from "vitest";

/** A proving ground for the tests of a file, with nothing in it. */
export function useGround(id: string) {
  let directory: string;
  let ground: Awaited<ReturnType<typeof startProvingGround>>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), `tandem-${id}-`));
    ground = await startProvingGround({ directory, id });
  });
  afterAll(async () => {
    await ground.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    get directory() {
      return directory;
    },
    get ground() {
      return ground;
    },
    /** Of AWS's clients. */
    settings: () => ({
      endpoint: ground.endpoint,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    }),
  };
}
