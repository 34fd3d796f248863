package main

import "github.com/hashicorp/hcl/v2/hcldec"

// FlatDisk is Disk as it is decoded from HCL: what packer-sdc writes for plugins, by hand.
type FlatDisk struct {
	Size *int    `mapstructure:"size" cty:"size" hcl:"size"`
	Name *string `mapstructure:"name" cty:"name" hcl:"name"`
}

// FlatNetwork is Network as it is decoded from HCL: what packer-sdc writes for plugins, by hand.
type FlatNetwork struct {
	Address *string `mapstructure:"address" cty:"address" hcl:"address"`
}

// FlatBuilderConfig is BuilderConfig as it is decoded from HCL: what packer-sdc writes for plugins, by hand.
type FlatBuilderConfig struct {
	PackerBuildName     *string           `mapstructure:"packer_build_name" cty:"packer_build_name" hcl:"packer_build_name"`
	PackerBuilderType   *string           `mapstructure:"packer_builder_type" cty:"packer_builder_type" hcl:"packer_builder_type"`
	PackerCoreVersion   *string           `mapstructure:"packer_core_version" cty:"packer_core_version" hcl:"packer_core_version"`
	PackerDebug         *bool             `mapstructure:"packer_debug" cty:"packer_debug" hcl:"packer_debug"`
	PackerForce         *bool             `mapstructure:"packer_force" cty:"packer_force" hcl:"packer_force"`
	PackerOnError       *string           `mapstructure:"packer_on_error" cty:"packer_on_error" hcl:"packer_on_error"`
	PackerUserVars      map[string]string `mapstructure:"packer_user_variables" cty:"packer_user_variables" hcl:"packer_user_variables"`
	PackerSensitiveVars []string          `mapstructure:"packer_sensitive_variables" cty:"packer_sensitive_variables" hcl:"packer_sensitive_variables"`
	Folder              *string           `mapstructure:"folder" cty:"folder" hcl:"folder"`
	Image               *string           `mapstructure:"image" cty:"image" hcl:"image"`
	Labels              map[string]string `mapstructure:"labels" cty:"labels" hcl:"labels"`
	Sizes               []int             `mapstructure:"sizes" cty:"sizes" hcl:"sizes"`
	Ratio               *float64          `mapstructure:"ratio" cty:"ratio" hcl:"ratio"`
	Disks               []FlatDisk        `mapstructure:"disk" cty:"disk" hcl:"disk"`
	Network             *FlatNetwork      `mapstructure:"network" cty:"network" hcl:"network"`
	Secret              *string           `mapstructure:"secret" cty:"secret" hcl:"secret"`
	Wait                *string           `mapstructure:"wait" cty:"wait" hcl:"wait"`
	Progress            *bool             `mapstructure:"progress" cty:"progress" hcl:"progress"`
	Ask                 *string           `mapstructure:"ask" cty:"ask" hcl:"ask"`
	Say                 []string          `mapstructure:"say" cty:"say" hcl:"say"`
	Flood               *int              `mapstructure:"flood" cty:"flood" hcl:"flood"`
	FailAt              *string           `mapstructure:"fail_at" cty:"fail_at" hcl:"fail_at"`
	NoArtifact          *bool             `mapstructure:"no_artifact" cty:"no_artifact" hcl:"no_artifact"`
	KeepFolder          *bool             `mapstructure:"keep_folder" cty:"keep_folder" hcl:"keep_folder"`
}

// HCL2Spec is the spec of BuilderConfig.
func (*FlatBuilderConfig) HCL2Spec() map[string]hcldec.Spec { return new(Builder).ConfigSpec() }

// FlatMapstructure is what the SDK decodes BuilderConfig by.
func (*BuilderConfig) FlatMapstructure() interface{ HCL2Spec() map[string]hcldec.Spec } {
	return new(FlatBuilderConfig)
}

// FlatDatasourceConfig is DatasourceConfig as it is decoded from HCL: what packer-sdc writes for plugins, by hand.
type FlatDatasourceConfig struct {
	Name   *string `mapstructure:"name" cty:"name" hcl:"name"`
	Count  *int    `mapstructure:"count" cty:"count" hcl:"count"`
	FailAt *string `mapstructure:"fail_at" cty:"fail_at" hcl:"fail_at"`
}

// HCL2Spec is the spec of DatasourceConfig.
func (*FlatDatasourceConfig) HCL2Spec() map[string]hcldec.Spec { return new(Datasource).ConfigSpec() }

// FlatMapstructure is what the SDK decodes DatasourceConfig by.
func (*DatasourceConfig) FlatMapstructure() interface{ HCL2Spec() map[string]hcldec.Spec } {
	return new(FlatDatasourceConfig)
}

// FlatPostProcessorConfig is PostProcessorConfig as it is decoded from HCL: what packer-sdc writes for plugins, by hand.
type FlatPostProcessorConfig struct {
	PackerBuildName     *string           `mapstructure:"packer_build_name" cty:"packer_build_name" hcl:"packer_build_name"`
	PackerBuilderType   *string           `mapstructure:"packer_builder_type" cty:"packer_builder_type" hcl:"packer_builder_type"`
	PackerCoreVersion   *string           `mapstructure:"packer_core_version" cty:"packer_core_version" hcl:"packer_core_version"`
	PackerDebug         *bool             `mapstructure:"packer_debug" cty:"packer_debug" hcl:"packer_debug"`
	PackerForce         *bool             `mapstructure:"packer_force" cty:"packer_force" hcl:"packer_force"`
	PackerOnError       *string           `mapstructure:"packer_on_error" cty:"packer_on_error" hcl:"packer_on_error"`
	PackerUserVars      map[string]string `mapstructure:"packer_user_variables" cty:"packer_user_variables" hcl:"packer_user_variables"`
	PackerSensitiveVars []string          `mapstructure:"packer_sensitive_variables" cty:"packer_sensitive_variables" hcl:"packer_sensitive_variables"`
	Text                *string           `mapstructure:"text" cty:"text" hcl:"text"`
	Output              *string           `mapstructure:"output" cty:"output" hcl:"output"`
	Gives               *string           `mapstructure:"gives" cty:"gives" hcl:"gives"`
	Keep                *bool             `mapstructure:"keep" cty:"keep" hcl:"keep"`
	ForceKeep           *bool             `mapstructure:"force_keep" cty:"force_keep" hcl:"force_keep"`
	FailAt              *string           `mapstructure:"fail_at" cty:"fail_at" hcl:"fail_at"`
}

// HCL2Spec is the spec of PostProcessorConfig.
func (*FlatPostProcessorConfig) HCL2Spec() map[string]hcldec.Spec {
	return new(PostProcessor).ConfigSpec()
}

// FlatMapstructure is what the SDK decodes PostProcessorConfig by.
func (*PostProcessorConfig) FlatMapstructure() interface{ HCL2Spec() map[string]hcldec.Spec } {
	return new(FlatPostProcessorConfig)
}

// FlatProvisionerConfig is ProvisionerConfig as it is decoded from HCL: what packer-sdc writes for plugins, by hand.
type FlatProvisionerConfig struct {
	PackerBuildName     *string           `mapstructure:"packer_build_name" cty:"packer_build_name" hcl:"packer_build_name"`
	PackerBuilderType   *string           `mapstructure:"packer_builder_type" cty:"packer_builder_type" hcl:"packer_builder_type"`
	PackerCoreVersion   *string           `mapstructure:"packer_core_version" cty:"packer_core_version" hcl:"packer_core_version"`
	PackerDebug         *bool             `mapstructure:"packer_debug" cty:"packer_debug" hcl:"packer_debug"`
	PackerForce         *bool             `mapstructure:"packer_force" cty:"packer_force" hcl:"packer_force"`
	PackerOnError       *string           `mapstructure:"packer_on_error" cty:"packer_on_error" hcl:"packer_on_error"`
	PackerUserVars      map[string]string `mapstructure:"packer_user_variables" cty:"packer_user_variables" hcl:"packer_user_variables"`
	PackerSensitiveVars []string          `mapstructure:"packer_sensitive_variables" cty:"packer_sensitive_variables" hcl:"packer_sensitive_variables"`
	Commands            []string          `mapstructure:"commands" cty:"commands" hcl:"commands"`
	Text                *string           `mapstructure:"text" cty:"text" hcl:"text"`
	Upload              *string           `mapstructure:"upload" cty:"upload" hcl:"upload"`
	Source              *string           `mapstructure:"source" cty:"source" hcl:"source"`
	SourceDir           *string           `mapstructure:"source_dir" cty:"source_dir" hcl:"source_dir"`
	Download            *string           `mapstructure:"download" cty:"download" hcl:"download"`
	DownloadDir         *string           `mapstructure:"download_dir" cty:"download_dir" hcl:"download_dir"`
	To                  *string           `mapstructure:"to" cty:"to" hcl:"to"`
	Input               *string           `mapstructure:"input" cty:"input" hcl:"input"`
	Wait                *string           `mapstructure:"wait" cty:"wait" hcl:"wait"`
	ShowData            *bool             `mapstructure:"show_data" cty:"show_data" hcl:"show_data"`
	FailAt              *string           `mapstructure:"fail_at" cty:"fail_at" hcl:"fail_at"`
}

// HCL2Spec is the spec of ProvisionerConfig.
func (*FlatProvisionerConfig) HCL2Spec() map[string]hcldec.Spec { return new(Provisioner).ConfigSpec() }

// FlatMapstructure is what the SDK decodes ProvisionerConfig by.
func (*ProvisionerConfig) FlatMapstructure() interface{ HCL2Spec() map[string]hcldec.Spec } {
	return new(FlatProvisionerConfig)
}
