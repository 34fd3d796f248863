package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/packer-plugin-sdk/common"
	"github.com/hashicorp/packer-plugin-sdk/packer"
	"github.com/hashicorp/packer-plugin-sdk/template/config"
	"github.com/hashicorp/packer-plugin-sdk/template/interpolate"
	"github.com/zclconf/go-cty/cty"
)

// Disk is a nested block that may be repeated.
type Disk struct {
	Size int    `mapstructure:"size"`
	Name string `mapstructure:"name"`
}

// Network is a nested block.
type Network struct {
	Address string `mapstructure:"address"`
}

// BuilderConfig is what the builder takes.
type BuilderConfig struct {
	common.PackerConfig `mapstructure:",squash"`
	Folder              string            `mapstructure:"folder"`
	Image               string            `mapstructure:"image"`
	Labels              map[string]string `mapstructure:"labels"`
	Sizes               []int             `mapstructure:"sizes"`
	Ratio               float64           `mapstructure:"ratio"`
	Disks               []Disk            `mapstructure:"disk"`
	Network             Network           `mapstructure:"network"`
	Secret              string            `mapstructure:"secret"`
	Wait                time.Duration     `mapstructure:"wait"`
	Progress            bool              `mapstructure:"progress"`
	Ask                 string            `mapstructure:"ask"`
	Say                 []string          `mapstructure:"say"`
	Flood               int               `mapstructure:"flood"`
	FailAt              string            `mapstructure:"fail_at"`
	NoArtifact          bool              `mapstructure:"no_artifact"`
	KeepFolder          bool              `mapstructure:"keep_folder"`
	ctx                 interpolate.Context
}

// Builder makes a folder, has it provisioned, and packs what is in it into a list of files.
type Builder struct{ config BuilderConfig }

// ConfigSpec says what the builder takes.
func (b *Builder) ConfigSpec() hcldec.ObjectSpec {
	return withPackerConfig(hcldec.ObjectSpec{
		"folder":      &hcldec.AttrSpec{Name: "folder", Type: cty.String},
		"image":       &hcldec.AttrSpec{Name: "image", Type: cty.String, Required: true},
		"labels":      &hcldec.AttrSpec{Name: "labels", Type: cty.Map(cty.String)},
		"sizes":       &hcldec.AttrSpec{Name: "sizes", Type: cty.List(cty.Number)},
		"ratio":       &hcldec.AttrSpec{Name: "ratio", Type: cty.Number},
		"secret":      &hcldec.AttrSpec{Name: "secret", Type: cty.String},
		"wait":        &hcldec.AttrSpec{Name: "wait", Type: cty.String},
		"progress":    &hcldec.AttrSpec{Name: "progress", Type: cty.Bool},
		"ask":         &hcldec.AttrSpec{Name: "ask", Type: cty.String},
		"say":         &hcldec.AttrSpec{Name: "say", Type: cty.List(cty.String)},
		"flood":       &hcldec.AttrSpec{Name: "flood", Type: cty.Number},
		"fail_at":     &hcldec.AttrSpec{Name: "fail_at", Type: cty.String},
		"no_artifact": &hcldec.AttrSpec{Name: "no_artifact", Type: cty.Bool},
		"keep_folder": &hcldec.AttrSpec{Name: "keep_folder", Type: cty.Bool},
		"disk": &hcldec.BlockListSpec{TypeName: "disk", Nested: hcldec.ObjectSpec{
			"size": &hcldec.AttrSpec{Name: "size", Type: cty.Number},
			"name": &hcldec.AttrSpec{Name: "name", Type: cty.String},
		}},
		"network": &hcldec.BlockSpec{TypeName: "network", Nested: hcldec.ObjectSpec{
			"address": &hcldec.AttrSpec{Name: "address", Type: cty.String},
		}},
	})
}

// Prepare checks the settings.
func (b *Builder) Prepare(raws ...interface{}) ([]string, []string, error) {
	options := &config.DecodeOpts{PluginType: "ingot.probe", Interpolate: true, InterpolateContext: &b.config.ctx}
	if err := config.Decode(&b.config, options, raws...); err != nil {
		return nil, nil, err
	}
	var errs *packer.MultiError
	if b.config.Image == "" {
		errs = packer.MultiErrorAppend(errs, errors.New("image must be specified"))
	}
	if b.config.FailAt == "prepare" {
		errs = packer.MultiErrorAppend(errs, errors.New("it was told to fail at prepare"))
	}
	if b.config.FailAt == "panic" {
		panic("it was told to panic")
	}
	if b.config.Secret != "" {
		packer.LogSecretFilter.Set(b.config.Secret)
	}
	var warnings []string
	if b.config.Ratio > 1 {
		warnings = append(warnings, "a ratio above 1 is unusual")
	}
	if errs != nil && len(errs.Errors) > 0 {
		return nil, warnings, errs
	}
	return []string{"ProbeFact", "ProbeCount"}, warnings, nil
}

// Run makes the machine.
func (b *Builder) Run(ctx context.Context, ui packer.Ui, hook packer.Hook) (packer.Artifact, error) {
	c := b.config
	log.Printf("[DEBUG] probe builder %s (%s) debug=%t force=%t on_error=%s", c.PackerBuildName, c.PackerBuilderType, c.PackerDebug, c.PackerForce, c.PackerOnError)
	folder := c.Folder
	if folder == "" {
		made, err := os.MkdirTemp("", "probe-machine")
		if err != nil {
			return nil, err
		}
		folder = made
	} else if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	cleanup := func() {
		ui.Say("Removing the machine...")
		if !c.KeepFolder {
			os.RemoveAll(folder)
		}
	}
	ui.Say(fmt.Sprintf("Making a machine from %s...", c.Image))
	ui.Message(fmt.Sprintf("labels: %d, sizes: %v, disks: %v, network: %q", len(c.Labels), c.Sizes, c.Disks, c.Network.Address))
	for _, line := range c.Say {
		ui.Say(line)
	}
	for i := 0; i < c.Flood; i++ {
		ui.Say(fmt.Sprintf("flood %d", i))
	}
	switch c.FailAt {
	case "run":
		cleanup()
		return nil, errors.New("it was told to fail at run")
	case "exit":
		log.Print("leaving without a word")
		os.Exit(3)
	case "run-panic":
		panic("it was told to panic while it runs")
	case "hang":
		for {
			time.Sleep(time.Hour)
		}
	}
	if c.Ask != "" {
		answer, err := ui.Ask(c.Ask)
		if err != nil {
			cleanup()
			return nil, fmt.Errorf("asking: %w", err)
		}
		ui.Say("Answer: " + answer)
	}
	if c.Progress {
		content := strings.Repeat("x", 1<<20)
		tracked := ui.TrackProgress("image.iso", 0, int64(len(content)), io.NopCloser(strings.NewReader(content)))
		read, err := io.Copy(io.Discard, tracked)
		tracked.Close()
		ui.Say(fmt.Sprintf("Read %d bytes (%v)", read, err))
	}
	if c.Wait > 0 {
		select {
		case <-time.After(c.Wait):
		case <-ctx.Done():
			ui.Say("Cancelled while waiting")
			cleanup()
			return nil, ctx.Err()
		}
	}
	comm := &Machine{Folder: folder}
	data := map[string]interface{}{
		"ID":            "probe-" + c.PackerBuildName,
		"Host":          "127.0.0.1",
		"Port":          22,
		"User":          "probe",
		"Password":      "pw-" + c.Secret,
		"ConnType":      "probe",
		"ProbeFact":     "fact of " + c.Image,
		"ProbeCount":    len(c.Disks),
		"PackerRunUUID": os.Getenv("PACKER_RUN_UUID"),
	}
	if err := hook.Run(ctx, packer.HookProvision, ui, comm, data); err != nil {
		if herr := hook.Run(context.Background(), packer.HookCleanupProvision, ui, comm, data); herr != nil {
			ui.Error("error-cleanup: " + herr.Error())
		}
		cleanup()
		return nil, err
	}
	if c.FailAt == "end" {
		cleanup()
		return nil, errors.New("it was told to fail at the end")
	}
	if c.NoArtifact {
		cleanup()
		return nil, nil
	}
	var files []string
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	delete(data, "Password")
	return &Artifact{folder: folder, id: "probe-" + c.PackerBuildName, files: files, data: data, failDestroy: c.FailAt == "destroy"}, nil
}

// Artifact is what the builder has made.
type Artifact struct {
	folder, id  string
	files       []string
	data        map[string]interface{}
	failDestroy bool
}

// BuilderId tells this kind of artifact from others.
func (a *Artifact) BuilderId() string { return "ingot.probe" }

// Files are those of the machine.
func (a *Artifact) Files() []string { return a.files }

// Id names the machine.
func (a *Artifact) Id() string { return a.id }

// String is for people.
func (a *Artifact) String() string { return fmt.Sprintf("A probe machine in %s", a.folder) }

// State has further facts.
func (a *Artifact) State(name string) interface{} {
	switch name {
	case "generated_data":
		return a.data
	case "probe.list":
		return []string{"one", "two"}
	case "probe.map":
		return map[string]interface{}{"count": 300, "ratio": 0.5, "on": true, "none": nil}
	}
	return nil
}

// Destroy removes the machine.
func (a *Artifact) Destroy() error {
	if a.failDestroy {
		return errors.New("it was told to fail at destroy")
	}
	return os.RemoveAll(a.folder)
}
