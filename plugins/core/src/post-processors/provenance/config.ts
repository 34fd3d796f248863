import { type Infer, isKmsKey, s, schema } from "@ingot/sdk";

const keyless =
  "It belongs to keyless signing, which needs Sigstore's services (Fulcio, Rekor). Ingot signs with key files.";

export const provenanceConfig = schema({
  provenance: s
    .triState()
    .defaultText("`true`")
    .doc("Whether to attest at all; `false` hands the artifact on as it is."),
  build_type: s
    .string()
    .default("https://packer.io/buildtypes/hcl2/v1")
    .doc("The URI that says how the parameters of the build are to be read."),
  output_dir: s
    .string()
    .defaultText("the folder of the artifact's first file, else the working directory")
    .doc("The folder that attestations are written into. It is made where it is not there."),
  template: s.string().doc("The template, as it is noted among the parameters of the build."),
  only_builds: s.list(s.string()).doc("The builds that were chosen, as they are noted."),
  user_variables: s
    .map(s.string())
    .doc("Variables to note beside those of `PKR_VAR_*`. The values of sensitive variables are left out."),
  source_uri: s
    .string()
    .defaultText(
      "from the CI system's environment (GitHub, GitLab), else from the git repository of the working directory",
    )
    .doc("Where the template's source lies: `git+https://host/repository@ref`."),
  sbom: s.bool().default(false).doc("Attest a bill of materials as well. Not available yet."),
  sbom_format: s.enum("cyclonedx", "spdx").default("cyclonedx").doc("The form of the bill of materials."),
  sbom_scan_path: s.string().doc("What to scan for it."),
  sbom_scope: s.enum("squashed", "all-layers").default("squashed").doc("Which layers of an image to scan."),
  sbom_exclude: s.list(s.string()).doc("Paths to leave out of the scan."),
  signing_mode: s
    .enum("none", "key", "kms", "keyless")
    .defaultText("`key` where a key is given, else `none`")
    .doc("How to sign: not at all, or with a key file. `kms` and `keyless` are not available."),
  signer: s.string().doc("Path of the private key (PEM; RSA, ECDSA or Ed25519)."),
  key: s.string().doc("Another name of `signer`."),
  verifier: s
    .string()
    .defaultText("the public part of the signer")
    .doc("Path of the public key that the signature is checked with as soon as it is made."),
  fulcio_url: s.string().doc("Sigstore's certificate authority.").refused(keyless),
  rekor_url: s.string().doc("Sigstore's transparency log.").refused(keyless),
  upload_tlog: s.triState().doc("Write the signature into the transparency log.").refused(keyless),
  trusted_root_path: s.string().doc("Sigstore's trusted root.").refused(keyless),
  keyless_identity: s.string().doc("Who signs.").refused(keyless),
  keyless_oidc_issuer: s.string().doc("Who vouches for who signs.").refused(keyless),
})
  .rule(["signing_mode"], (c) => {
    if (c.signing_mode === "kms")
      return {
        field: "signing_mode",
        summary: "Signing with a key management service is not available",
        detail:
          'It would need the client of that service (AWS, Google Cloud, Azure or Vault) and an account there. Sign with a key file: signing_mode = "key" and signer = the path of a private key.',
      };
    if (c.signing_mode === "keyless")
      return {
        field: "signing_mode",
        summary: "Keyless signing is not available",
        detail:
          'It would need an identity token of the CI system and Sigstore\'s services (Fulcio, Rekor). Sign with a key file: signing_mode = "key" and signer = the path of a private key.',
      };
    return undefined;
  })
  .rule(["sbom"], (c) =>
    c.sbom
      ? {
          field: "sbom",
          summary: "Bills of materials are not available",
          detail:
            "It would need a scanner of file systems, which Ingot does not have yet. Leave the option out, and make the SBOM with a tool such as syft in a shell-local post-processor.",
        }
      : undefined,
  )
  .rule(["signing_mode", "signer", "key", "verifier"], (c) => {
    if (c.signer && c.key && c.signer !== c.key)
      return {
        field: "key",
        summary: '"signer" and "key" name different keys',
        detail: "They are two names of one option. Keep one of them.",
      };
    const which = c.signer ? "signer" : "key";
    const signer = c.signer || c.key;
    if (signer && isKmsKey(signer))
      return {
        field: which,
        summary: "Keys in a key management service are not available",
        detail: "Give the path of a private key file (PEM).",
      };
    if (c.signing_mode === "key" && !signer)
      return {
        field: "signing_mode",
        summary: "A key is needed to sign",
        detail: 'Set "signer" to the path of a private key (PEM), or signing_mode to "none".',
      };
    if (c.signing_mode === "none" && signer)
      return {
        field: which,
        summary: 'A key is given, and signing_mode is "none"',
        detail: 'Set signing_mode to "key" to sign, or leave the key out.',
      };
    if (c.verifier && !signer)
      return {
        field: "verifier",
        summary: "A verifier is given, and nothing to sign with",
        detail: 'Set "signer" to the path of the private key as well.',
      };
    return undefined;
  });

export type ProvenanceConfig = Infer<typeof provenanceConfig>;
