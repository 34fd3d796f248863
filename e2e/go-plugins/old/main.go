// The probe on a plugin SDK of 2022, which knows no protobuf. Its other files are those of the probe.
package main

import (
	"fmt"
	"os"

	"github.com/hashicorp/packer-plugin-sdk/plugin"
	"github.com/hashicorp/packer-plugin-sdk/version"
)

func main() {
	set := plugin.NewSet()
	set.RegisterBuilder(plugin.DEFAULT_NAME, new(Builder))
	set.RegisterBuilder("machine", new(Builder))
	set.RegisterProvisioner("steps", new(Provisioner))
	set.RegisterPostProcessor("note", new(PostProcessor))
	set.RegisterDatasource("fact", new(Datasource))
	set.SetVersion(version.InitializePluginVersion("0.9.0", ""))
	if err := set.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err.Error())
		os.Exit(1)
	}
}
