module ingot.test/packer-plugin-tfvars

go 1.16

require (
	github.com/hashicorp/hcl/v2 v2.8.0
	github.com/hashicorp/packer-plugin-sdk v0.1.0
	github.com/zclconf/go-cty v1.7.0
)
