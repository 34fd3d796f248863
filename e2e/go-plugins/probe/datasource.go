package main

import (
	"errors"

	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/packer-plugin-sdk/template/config"
	"github.com/zclconf/go-cty/cty"
)

// DatasourceConfig is what the data source takes.
type DatasourceConfig struct {
	Name   string `mapstructure:"name"`
	Count  int    `mapstructure:"count"`
	FailAt string `mapstructure:"fail_at"`
}

// Datasource gives back what it was given, and more.
type Datasource struct{ config DatasourceConfig }

// ConfigSpec says what the data source takes.
func (d *Datasource) ConfigSpec() hcldec.ObjectSpec {
	return hcldec.ObjectSpec{
		"name":    &hcldec.AttrSpec{Name: "name", Type: cty.String, Required: true},
		"count":   &hcldec.AttrSpec{Name: "count", Type: cty.Number},
		"fail_at": &hcldec.AttrSpec{Name: "fail_at", Type: cty.String},
	}
}

// OutputSpec says what it gives.
func (d *Datasource) OutputSpec() hcldec.ObjectSpec {
	return hcldec.ObjectSpec{
		"greeting": &hcldec.AttrSpec{Name: "greeting", Type: cty.String},
		"double":   &hcldec.AttrSpec{Name: "double", Type: cty.Number},
		"names":    &hcldec.AttrSpec{Name: "names", Type: cty.List(cty.String)},
		"tags":     &hcldec.AttrSpec{Name: "tags", Type: cty.Map(cty.String)},
		"is_set":   &hcldec.AttrSpec{Name: "is_set", Type: cty.Bool},
	}
}

// Configure checks the settings.
func (d *Datasource) Configure(raws ...interface{}) error {
	if err := config.Decode(&d.config, nil, raws...); err != nil {
		return err
	}
	if d.config.FailAt == "configure" {
		return errors.New("the data source was told to fail at configure")
	}
	return nil
}

// Execute gives the value.
func (d *Datasource) Execute() (cty.Value, error) {
	if d.config.FailAt == "execute" {
		return cty.NullVal(cty.EmptyObject), errors.New("the data source was told to fail at execute")
	}
	return cty.ObjectVal(map[string]cty.Value{
		"greeting": cty.StringVal("hello " + d.config.Name),
		"double":   cty.NumberIntVal(int64(2 * d.config.Count)),
		"names":    cty.ListVal([]cty.Value{cty.StringVal(d.config.Name), cty.StringVal("ü")}),
		"tags":     cty.MapVal(map[string]cty.Value{"k": cty.StringVal("v")}),
		"is_set":   cty.BoolVal(d.config.Count != 0),
	}), nil
}
