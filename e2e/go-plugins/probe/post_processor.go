package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/packer-plugin-sdk/common"
	"github.com/hashicorp/packer-plugin-sdk/packer"
	"github.com/hashicorp/packer-plugin-sdk/template/config"
	"github.com/hashicorp/packer-plugin-sdk/template/interpolate"
	"github.com/zclconf/go-cty/cty"
)

// PostProcessorConfig is what the post-processor takes.
type PostProcessorConfig struct {
	common.PackerConfig `mapstructure:",squash"`
	Text                string `mapstructure:"text"`
	Output              string `mapstructure:"output"`
	Gives               string `mapstructure:"gives"`
	Keep                bool   `mapstructure:"keep"`
	ForceKeep           bool   `mapstructure:"force_keep"`
	FailAt              string `mapstructure:"fail_at"`
	ctx                 interpolate.Context
}

// PostProcessor writes a note about an artifact.
type PostProcessor struct{ config PostProcessorConfig }

// ConfigSpec says what the post-processor takes.
func (p *PostProcessor) ConfigSpec() hcldec.ObjectSpec {
	spec := hcldec.ObjectSpec{
		"keep":       &hcldec.AttrSpec{Name: "keep", Type: cty.Bool},
		"force_keep": &hcldec.AttrSpec{Name: "force_keep", Type: cty.Bool},
	}
	for _, name := range []string{"text", "output", "gives", "fail_at"} {
		spec[name] = &hcldec.AttrSpec{Name: name, Type: cty.String}
	}
	return withPackerConfig(spec)
}

// Configure checks the settings.
func (p *PostProcessor) Configure(raws ...interface{}) error {
	p.config = PostProcessorConfig{}
	options := &config.DecodeOpts{PluginType: "ingot.probe", Interpolate: true, InterpolateContext: &p.config.ctx}
	if err := config.Decode(&p.config, options, raws...); err != nil {
		return err
	}
	if p.config.FailAt == "configure" {
		return errors.New("the post-processor was told to fail at configure")
	}
	return nil
}

// PostProcess writes the note.
func (p *PostProcessor) PostProcess(ctx context.Context, ui packer.Ui, artifact packer.Artifact) (packer.Artifact, bool, bool, error) {
	c := p.config
	c.ctx.Data = artifact.State("generated_data")
	text, err := interpolate.Render(c.Text, &c.ctx)
	if err != nil {
		return nil, false, false, err
	}
	c.Text = text
	ui.Say(fmt.Sprintf("Artifact %s of %s: %s, %d files", artifact.Id(), artifact.BuilderId(), artifact.String(), len(artifact.Files())))
	ui.Message(fmt.Sprintf("list: %v, map: %v, unknown: %v", artifact.State("probe.list"), artifact.State("probe.map"), artifact.State("probe.none")))
	if c.Text != "" {
		ui.Message(c.Text)
	}
	if c.FailAt == "run" {
		return nil, false, false, errors.New("the post-processor was told to fail at run")
	}
	if c.Output != "" {
		lines := []string{artifact.BuilderId(), artifact.Id(), c.PackerBuildName, c.PackerBuilderType, c.Text}
		if err := os.WriteFile(c.Output, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			return nil, false, false, err
		}
	}
	switch c.Gives {
	case "nothing":
		return nil, c.Keep, c.ForceKeep, nil
	case "new":
		return &Note{path: c.Output}, c.Keep, c.ForceKeep, nil
	}
	return artifact, c.Keep, c.ForceKeep, nil
}

// Note is the file that was written.
type Note struct{ path string }

// BuilderId tells this kind of artifact from others.
func (n *Note) BuilderId() string { return "ingot.probe.note" }

// Files is the note.
func (n *Note) Files() []string { return []string{n.path} }

// Id is the path of the note.
func (n *Note) Id() string { return n.path }

// String is for people.
func (n *Note) String() string { return "A note in " + n.path }

// State has nothing.
func (n *Note) State(string) interface{} { return nil }

// Destroy removes the note.
func (n *Note) Destroy() error { return os.Remove(n.path) }
