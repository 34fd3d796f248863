package main

import (
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/zclconf/go-cty/cty"
)

// withPackerConfig adds what every component is told beside its settings.
func withPackerConfig(spec hcldec.ObjectSpec) hcldec.ObjectSpec {
	for _, name := range []string{"packer_build_name", "packer_builder_type", "packer_core_version", "packer_on_error"} {
		spec[name] = &hcldec.AttrSpec{Name: name, Type: cty.String}
	}
	for _, name := range []string{"packer_debug", "packer_force"} {
		spec[name] = &hcldec.AttrSpec{Name: name, Type: cty.Bool}
	}
	spec["packer_user_variables"] = &hcldec.AttrSpec{Name: "packer_user_variables", Type: cty.Map(cty.String)}
	spec["packer_sensitive_variables"] = &hcldec.AttrSpec{Name: "packer_sensitive_variables", Type: cty.List(cty.String)}
	return spec
}
