// A post-processor as articles of 2021 have it: writes the id of an image into packer.auto.tfvars, for Terraform to read.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/packer-plugin-sdk/packer"
	"github.com/hashicorp/packer-plugin-sdk/plugin"
	"github.com/hashicorp/packer-plugin-sdk/template/config"
	"github.com/hashicorp/packer-plugin-sdk/version"
)

// Config is what the post-processor takes.
type Config struct {
	File     string `mapstructure:"file"`
	Variable string `mapstructure:"variable"`
}

// PostProcessor writes the file.
type PostProcessor struct{ config Config }

// ConfigSpec says what the post-processor takes.
func (p *PostProcessor) ConfigSpec() hcldec.ObjectSpec {
	return p.config.FlatMapstructure().HCL2Spec()
}

// Configure reads the settings.
func (p *PostProcessor) Configure(raws ...interface{}) error {
	if err := config.Decode(&p.config, nil, raws...); err != nil {
		return err
	}
	if p.config.File == "" {
		p.config.File = "packer.auto.tfvars"
	}
	if p.config.Variable == "" {
		p.config.Variable = "image_id"
	}
	return nil
}

// PostProcess writes the id of the artifact; of an AMI without its region.
func (p *PostProcessor) PostProcess(_ context.Context, ui packer.Ui, artifact packer.Artifact) (packer.Artifact, bool, bool, error) {
	id := artifact.Id()
	if artifact.BuilderId() == "mitchellh.amazonebs" {
		id = id[strings.Index(id, ":")+1:]
	}
	line := fmt.Sprintf("%s = %q\n", p.config.Variable, id)
	if err := os.WriteFile(p.config.File, []byte(line), 0o644); err != nil {
		return nil, false, false, err
	}
	ui.Say(fmt.Sprintf("Wrote %s of %s into %s", id, artifact.BuilderId(), p.config.File))
	return artifact, true, false, nil
}

func main() {
	set := plugin.NewSet()
	set.RegisterPostProcessor(plugin.DEFAULT_NAME, new(PostProcessor))
	set.SetVersion(version.InitializePluginVersion("1.0.0", ""))
	if err := set.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err.Error())
		os.Exit(1)
	}
}
