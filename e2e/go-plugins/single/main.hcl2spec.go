package main

// What packer-sdc writes for plugins, by hand: how the configuration is decoded from HCL.

import (
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/zclconf/go-cty/cty"
)

// FlatConfig is Config as it is decoded from HCL.
type FlatConfig struct {
	Whom *string `mapstructure:"whom" cty:"whom" hcl:"whom"`
}

// FlatMapstructure gives the flat form.
func (*Config) FlatMapstructure() interface{ HCL2Spec() map[string]hcldec.Spec } {
	return new(FlatConfig)
}

// HCL2Spec says what the component takes.
func (*FlatConfig) HCL2Spec() map[string]hcldec.Spec {
	return map[string]hcldec.Spec{
		"whom": &hcldec.AttrSpec{Name: "whom", Type: cty.String, Required: true},
	}
}
