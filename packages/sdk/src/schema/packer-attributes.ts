/** What Packer itself hands to every component; accepted everywhere, and nobody's business here. */
export const packerAttributes: readonly string[] = [
  "packer_build_name",
  "packer_builder_type",
  "packer_core_version",
  "packer_debug",
  "packer_force",
  "packer_on_error",
  "packer_sensitive_variables",
  "packer_user_variables",
];
