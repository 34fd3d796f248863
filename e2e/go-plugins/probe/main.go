// A plugin with one component of every kind, whose settings make it do whatever a test wants to see: fail at a place, wait until it is
// cancelled, ask, show progress, hand out an artifact. Its machine is a folder of this computer.
package main

import (
	"fmt"
	"os"

	"github.com/hashicorp/packer-plugin-sdk/plugin"
	"github.com/hashicorp/packer-plugin-sdk/version"
)

// Version is set by the linker, so that several versions can be made from one source.
var Version = "1.2.3"

// Prerelease is "dev" or nothing.
var Prerelease = ""

func main() {
	set := plugin.NewSet()
	set.RegisterBuilder(plugin.DEFAULT_NAME, new(Builder))
	set.RegisterBuilder("machine", new(Builder))
	set.RegisterProvisioner("steps", new(Provisioner))
	set.RegisterPostProcessor("note", new(PostProcessor))
	set.RegisterDatasource("fact", new(Datasource))
	set.SetVersion(version.NewPluginVersion(Version, Prerelease, ""))
	if err := set.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err.Error())
		os.Exit(1)
	}
}
