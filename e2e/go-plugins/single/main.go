// A program with one provisioner and nothing else, as plugins were before they had several components: started without arguments.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/packer-plugin-sdk/packer"
	"github.com/hashicorp/packer-plugin-sdk/plugin"
	"github.com/hashicorp/packer-plugin-sdk/template/config"
)

// Config is what the provisioner takes.
type Config struct {
	Whom string `mapstructure:"whom"`
}

// Provisioner greets the machine.
type Provisioner struct{ config Config }

// ConfigSpec says what the provisioner takes.
func (p *Provisioner) ConfigSpec() hcldec.ObjectSpec {
	return p.config.FlatMapstructure().HCL2Spec()
}

// Prepare reads the settings.
func (p *Provisioner) Prepare(raws ...interface{}) error {
	return config.Decode(&p.config, nil, raws...)
}

// Provision greets.
func (p *Provisioner) Provision(ctx context.Context, ui packer.Ui, comm packer.Communicator, _ map[string]interface{}) error {
	remote := &packer.RemoteCmd{Command: fmt.Sprintf("echo hello %s", p.config.Whom)}
	return remote.RunWithUi(ctx, comm, ui)
}

func main() {
	server, err := plugin.Server()
	if err != nil {
		fmt.Fprintln(os.Stderr, err.Error())
		os.Exit(1)
	}
	if err := server.RegisterProvisioner(new(Provisioner)); err != nil {
		fmt.Fprintln(os.Stderr, err.Error())
		os.Exit(1)
	}
	server.Serve()
}
