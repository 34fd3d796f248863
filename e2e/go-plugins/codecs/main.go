// Go's own reading of what Ingot writes for plugins: each line of the input is `spec HEX`, `gob HEX` or `msgpack HEX`. Each line of the output
// is an answer: what was read, written again by Go, in hex; or `error TEXT`.
package main

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2/hcldec"
	_ "github.com/hashicorp/packer-plugin-sdk/rpc" // registers the types of specs
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

func main() {
	gob.Register(&hcldec.BlockMapSpec{})
	gob.Register(&hcldec.BlockObjectSpec{})
	gob.Register(&hcldec.DefaultSpec{})
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		kind, text, _ := strings.Cut(lines.Text(), " ")
		raw, err := hex.DecodeString(text)
		if err == nil {
			err = answer(kind, raw)
		}
		if err != nil {
			fmt.Printf("error %q\n", err.Error())
		}
	}
}

func answer(kind string, raw []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	if kind == "spec" {
		var spec hcldec.ObjectSpec
		if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&spec); err != nil {
			return err
		}
		again, err := inGob(spec)
		if err == nil {
			fmt.Printf("%x\n", again)
		}
		return err
	}
	var value cty.Value
	if kind == "gob" {
		err = gob.NewDecoder(bytes.NewReader(raw)).Decode(&value)
	} else {
		value, err = msgpack.Unmarshal(raw, cty.DynamicPseudoType)
	}
	if err != nil {
		return err
	}
	asGob, err := inGob(value)
	if err != nil {
		// There are values that Go reads from gob and cannot write.
		asGob = nil
	}
	asMsgpack, err := msgpack.Marshal(value, cty.DynamicPseudoType)
	if err != nil {
		return err
	}
	asJSON, err := ctyjson.Marshal(value, cty.DynamicPseudoType)
	if err == nil {
		fmt.Printf("%x,%x,%x\n", asGob, asMsgpack, asJSON)
	}
	return err
}

func inGob(value interface{}) ([]byte, error) {
	var out bytes.Buffer
	err := gob.NewEncoder(&out).Encode(value)
	return out.Bytes(), err
}
