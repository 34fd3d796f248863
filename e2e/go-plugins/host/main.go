// A host of Packer's plugins on SDK 0.6: starts one component of a program, does with it what Packer does, and prints what it saw as JSON.
// It stands for newer Packer, of which there is none to run here.
//
//	host PROGRAM gob|protobuf KIND NAME CONFIG.hcl
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/packer-plugin-sdk/packer"
	"github.com/hashicorp/packer-plugin-sdk/rpc"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

const cookie = "PACKER_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

var seen = map[string]interface{}{}

func main() {
	if err := run(os.Args[1], os.Args[2] == "protobuf", os.Args[3], os.Args[4], os.Args[5]); err != nil {
		seen["error"] = err.Error()
	}
	text, err := json.Marshal(seen)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}

func run(program string, useProto bool, kind, name, config string) error {
	words := []string{"start", kind, name}
	if useProto {
		words = append(words, "--protobuf")
	}
	plugin := exec.Command(program, words...)
	plugin.Env = append(os.Environ(), cookie)
	plugin.Stderr = os.Stderr
	stdout, err := plugin.StdoutPipe()
	if err != nil {
		return err
	}
	if err := plugin.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return err
	}
	parts := strings.SplitN(strings.TrimSpace(line), "|", 4)
	conn, err := net.Dial(parts[2], parts[3])
	if err != nil {
		return err
	}
	client, err := rpc.NewClient(conn)
	if err != nil {
		return err
	}
	client.UseProto = useProto
	err = map[string]func(*rpc.Client, string) error{
		"builder":        build,
		"provisioner":    provision,
		"post-processor": postProcess,
		"datasource":     readData,
	}[kind](client, config)
	client.Close()
	conn.Close()
	exit := make(chan error)
	go func() { exit <- plugin.Wait() }()
	select {
	case failed := <-exit:
		seen["exit"] = fmt.Sprint(failed)
	case <-time.After(20 * time.Second):
		seen["exit"] = "it did not end"
	}
	return err
}

// vars and the config as Packer's core sends them.
func configs(component packer.HCL2Speccer, path string) ([]interface{}, error) {
	spec := component.ConfigSpec()
	typeText, err := ctyjson.MarshalType(hcldec.ImpliedType(spec))
	if err != nil {
		return nil, err
	}
	seen["spec"] = json.RawMessage(typeText)
	file, diags := hclparse.NewParser().ParseHCLFile(path)
	if diags.HasErrors() {
		return nil, diags
	}
	value, diags := hcldec.Decode(file.Body, spec, nil)
	if diags.HasErrors() {
		return nil, diags
	}
	vars := map[string]interface{}{
		"packer_build_name":          "web",
		"packer_builder_type":        "folder",
		"packer_core_version":        "1.16.0",
		"packer_debug":               "false",
		"packer_force":               "false",
		"packer_on_error":            "",
		"packer_sensitive_variables": []string{"word"},
	}
	return []interface{}{vars, value}, nil
}

type hook struct{}

func (hook) Run(ctx context.Context, name string, ui packer.Ui, comm packer.Communicator, data interface{}) error {
	seen["hook"] = name
	values := map[string]interface{}{}
	if pairs, ok := data.(map[interface{}]interface{}); ok {
		for key, value := range pairs {
			if key != "PackerRunUUID" && key != "Root" {
				values[fmt.Sprint(key)] = value
			}
		}
	}
	seen["data"] = values
	if err := comm.Upload("/uploaded", bytes.NewReader(bytes.Repeat([]byte("0123456789"), 70000)), nil); err != nil {
		return err
	}
	var out, errs, back bytes.Buffer
	cmd := &packer.RemoteCmd{
		Command: "cat; wc -c < uploaded; echo provisioned >> provisioned; echo bad >&2; exit 7",
		Stdin:   strings.NewReader("from stdin\n"),
		Stdout:  &out,
		Stderr:  &errs,
	}
	if err := comm.Start(ctx, cmd); err != nil {
		return err
	}
	seen["exit status"] = cmd.Wait()
	seen["stdout"], seen["stderr"] = out.String(), errs.String()
	if err := comm.Download("/uploaded", &back); err != nil {
		return err
	}
	seen["downloaded"] = back.Len()
	if err := comm.Download("/nothing", &back); err == nil {
		seen["missing file"] = "was there"
	}
	ui.Say("said on the builder's stream")
	return nil
}

func voice() (packer.Ui, func()) {
	said := &bytes.Buffer{}
	ui := &packer.BasicUi{Reader: strings.NewReader("yes\n"), Writer: said, ErrorWriter: said}
	return ui, func() { seen["said"] = strings.Split(strings.TrimSpace(said.String()), "\n") }
}

func show(artifact packer.Artifact) {
	if artifact == nil {
		seen["artifact"] = nil
		return
	}
	seen["artifact"] = map[string]interface{}{
		"builder": artifact.BuilderId(),
		"id":      artifact.Id(),
		"files":   artifact.Files(),
		"text":    artifact.String(),
		"unknown": artifact.State("unknown"),
		"data":    fmt.Sprint(artifact.State("generated_data") != nil),
	}
}

func build(client *rpc.Client, path string) error {
	builder := client.Builder()
	args, err := configs(builder, path)
	if err != nil {
		return err
	}
	names, warnings, err := builder.Prepare(args...)
	if err != nil {
		return err
	}
	seen["generated"], seen["warnings"] = names, warnings
	ui, end := voice()
	defer end()
	artifact, err := builder.Run(context.Background(), ui, hook{})
	if err != nil {
		return err
	}
	show(artifact)
	return nil
}

func provision(client *rpc.Client, path string) error {
	provisioner := client.Provisioner()
	args, err := configs(provisioner, path)
	if err != nil {
		return err
	}
	if err := provisioner.Prepare(append(args, map[string]interface{}{"only_in": "there"})...); err != nil {
		return err
	}
	ui, end := voice()
	defer end()
	comm := &packer.MockCommunicator{StartStdout: "its output\n"}
	if err := provisioner.Provision(context.Background(), ui, comm, map[string]interface{}{"ID": "i-1"}); err != nil {
		return err
	}
	seen["uploaded"], seen["command"] = comm.UploadData, comm.StartCmd.Command
	return nil
}

func postProcess(client *rpc.Client, path string) error {
	postProcessor := client.PostProcessor()
	args, err := configs(postProcessor, path)
	if err != nil {
		return err
	}
	if err := postProcessor.Configure(args...); err != nil {
		return err
	}
	ui, end := voice()
	defer end()
	input := &packer.MockArtifact{
		BuilderIdValue: "test.input", IdValue: "input-1", FilesValue: []string{"a"}, StringValue: "the input",
		StateValues: map[string]interface{}{"generated_data": map[string]interface{}{"ID": "i-1"}},
	}
	artifact, keep, force, err := postProcessor.PostProcess(context.Background(), ui, input)
	if err != nil {
		return err
	}
	seen["keep"], seen["force"] = keep, force
	show(artifact)
	if err := artifact.Destroy(); err != nil {
		return err
	}
	seen["input destroyed"] = input.DestroyCalled
	return nil
}

func readData(client *rpc.Client, path string) error {
	source := client.Datasource()
	args, err := configs(source, path)
	if err != nil {
		return err
	}
	outputs, err := ctyjson.MarshalType(hcldec.ImpliedType(source.OutputSpec()))
	if err != nil {
		return err
	}
	seen["outputs"] = json.RawMessage(outputs)
	if err := source.Configure(args[1]); err != nil {
		return err
	}
	value, err := source.Execute()
	if err != nil {
		return err
	}
	text, err := ctyjson.Marshal(value, cty.DynamicPseudoType)
	seen["value"] = json.RawMessage(text)
	return err
}
