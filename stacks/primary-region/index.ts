import { stackProgram } from "@tandem/components";
import { program } from "./program.ts";

export default stackProgram(program);
