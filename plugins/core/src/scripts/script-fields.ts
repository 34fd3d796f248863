import { s, schema } from "@ingot/sdk";
import { complainOfAssignments } from "./environment.ts";

/** The settings that every provisioner of scripts has. */
export const scriptFields = schema({
  inline: s.list(s.string()).doc("Commands of a script that is made for the purpose, one after another."),
  script: s.string().doc("Path of a script on this host."),
  scripts: s.list(s.string()).doc("Paths of scripts on this host, run in this order."),
  environment_vars: s.list(s.string()).doc("Variables for the scripts, each as `NAME=value`."),
  env: s.map(s.string()).doc("Variables for the scripts; wins over `environment_vars`."),
  valid_exit_codes: s.list(s.number()).default([0]).doc("The exit codes that count as success."),
}).rule(["environment_vars"], (c) => complainOfAssignments(c.environment_vars));
