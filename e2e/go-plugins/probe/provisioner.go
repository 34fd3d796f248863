package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/packer-plugin-sdk/common"
	"github.com/hashicorp/packer-plugin-sdk/packer"
	"github.com/hashicorp/packer-plugin-sdk/template/config"
	"github.com/hashicorp/packer-plugin-sdk/template/interpolate"
	"github.com/zclconf/go-cty/cty"
)

// ProvisionerConfig is what the provisioner takes.
type ProvisionerConfig struct {
	common.PackerConfig `mapstructure:",squash"`
	Commands            []string      `mapstructure:"commands"`
	Text                string        `mapstructure:"text"`
	Upload              string        `mapstructure:"upload"`
	Source              string        `mapstructure:"source"`
	SourceDir           string        `mapstructure:"source_dir"`
	Download            string        `mapstructure:"download"`
	DownloadDir         string        `mapstructure:"download_dir"`
	To                  string        `mapstructure:"to"`
	Input               string        `mapstructure:"input"`
	Wait                time.Duration `mapstructure:"wait"`
	ShowData            bool          `mapstructure:"show_data"`
	FailAt              string        `mapstructure:"fail_at"`
	ctx                 interpolate.Context
}

// Provisioner does to a machine what its settings say.
type Provisioner struct{ config ProvisionerConfig }

// ConfigSpec says what the provisioner takes.
func (p *Provisioner) ConfigSpec() hcldec.ObjectSpec {
	spec := hcldec.ObjectSpec{
		"commands":  &hcldec.AttrSpec{Name: "commands", Type: cty.List(cty.String)},
		"show_data": &hcldec.AttrSpec{Name: "show_data", Type: cty.Bool},
	}
	for _, name := range []string{"text", "upload", "source", "source_dir", "download", "download_dir", "to", "input", "wait", "fail_at"} {
		spec[name] = &hcldec.AttrSpec{Name: name, Type: cty.String}
	}
	return withPackerConfig(spec)
}

// Prepare checks the settings.
func (p *Provisioner) Prepare(raws ...interface{}) error {
	p.config = ProvisionerConfig{}
	options := &config.DecodeOpts{PluginType: "ingot.probe", Interpolate: true, InterpolateContext: &p.config.ctx}
	if err := config.Decode(&p.config, options, raws...); err != nil {
		return err
	}
	if p.config.FailAt == "prepare" {
		return errors.New("the provisioner was told to fail at prepare")
	}
	return nil
}

// Provision does it.
func (p *Provisioner) Provision(ctx context.Context, ui packer.Ui, comm packer.Communicator, data map[string]interface{}) error {
	c := p.config
	c.ctx.Data = data
	text, err := interpolate.Render(c.Text, &c.ctx)
	if err != nil {
		return err
	}
	c.Text = text
	ui.Say("Provisioning with the probe...")
	if c.Text != "" {
		ui.Message(c.Text)
	}
	if c.ShowData {
		names := make([]string, 0, len(data))
		for name := range data {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			ui.Message(fmt.Sprintf("%s = %v (%T)", name, data[name], data[name]))
		}
	}
	if c.FailAt == "exit" {
		os.Exit(4)
	}
	if c.Source != "" {
		file, err := os.Open(c.Source)
		if err != nil {
			return err
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		if err := comm.Upload(c.Upload, file, &info); err != nil {
			return fmt.Errorf("upload: %w", err)
		}
	} else if c.Upload != "" {
		if err := comm.Upload(c.Upload, strings.NewReader(c.Text), nil); err != nil {
			return fmt.Errorf("upload: %w", err)
		}
	}
	if c.SourceDir != "" {
		if err := comm.UploadDir(c.To, c.SourceDir, nil); err != nil {
			return fmt.Errorf("upload of a folder: %w", err)
		}
	}
	for _, command := range c.Commands {
		remote := &packer.RemoteCmd{Command: command}
		if c.Input != "" {
			remote.Stdin = strings.NewReader(c.Input)
		}
		if err := remote.RunWithUi(ctx, comm, ui); err != nil {
			return err
		}
		if status := remote.ExitStatus(); status != 0 {
			return fmt.Errorf("%q ended with status %d", command, status)
		}
	}
	if c.Download != "" {
		var content bytes.Buffer
		if err := comm.Download(c.Download, &content); err != nil {
			return fmt.Errorf("download: %w", err)
		}
		if c.To != "" {
			if err := os.WriteFile(c.To, content.Bytes(), 0o644); err != nil {
				return err
			}
		}
		ui.Message(fmt.Sprintf("Downloaded %d bytes", content.Len()))
	}
	if c.DownloadDir != "" {
		if err := comm.DownloadDir(c.DownloadDir, c.To, nil); err != nil {
			return fmt.Errorf("download of a folder: %w", err)
		}
	}
	if c.Wait > 0 {
		select {
		case <-time.After(c.Wait):
		case <-ctx.Done():
			ui.Say("The provisioner was cancelled")
			return ctx.Err()
		}
	}
	if c.FailAt == "run" {
		return errors.New("the provisioner was told to fail at run")
	}
	return nil
}
