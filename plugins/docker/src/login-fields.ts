import { s, schema } from "@ingot/sdk";

const awaitsAmazon =
  "Signing in to Amazon ECR waits for the Amazon plugin. Use login, login_username and login_password instead, or log in with `docker login` before the build.";

/** Logging in to a registry: shared by the builder and docker-push. */
export const loginFields = schema({
  login: s
    .bool()
    .default(false)
    .doc("Log in to the registry first. The login lasts for this step only; your own logins are not touched.")
    .notIdentity(),
  login_username: s.string().doc("User name at the registry.").notIdentity(),
  login_password: s
    .string()
    .sensitive()
    .doc("Password at the registry. It reaches the client through its input, never through its arguments.")
    .notIdentity(),
  login_server: s.string().defaultText("the engine's default registry").doc("Address of the registry.").notIdentity(),
  ecr_login: s.bool().default(false).refused(awaitsAmazon).doc("Obtain the registry credentials from AWS."),
  aws_access_key: s.string().refused(awaitsAmazon).doc("Access key for the ECR token."),
  aws_secret_key: s.string().sensitive().refused(awaitsAmazon).doc("Secret key for the ECR token."),
  aws_token: s.string().sensitive().refused(awaitsAmazon).doc("Session token for the ECR token."),
  aws_profile: s.string().refused(awaitsAmazon).doc("Shared-config profile for the ECR token."),
  aws_force_use_public_ecr: s.bool().default(false).refused(awaitsAmazon).doc("Use the public ECR API."),
}).rule(["login", "login_username", "login_password"], ({ login, login_username, login_password }) =>
  login && Boolean(login_username) !== Boolean(login_password)
    ? {
        field: login_username ? "login_username" : "login_password",
        summary: "A login needs a user name and a password",
        detail: "Set both login_username and login_password.",
      }
    : undefined,
);

/** The fields of a login, as components have them. */
export interface LoginConfig {
  readonly login: boolean;
  readonly login_username: string | undefined;
  readonly login_password: string | undefined;
  readonly login_server: string | undefined;
}
