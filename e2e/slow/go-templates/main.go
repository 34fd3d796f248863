// Renders templates with Go's own text/template: one JSON request a line in, one JSON answer a line out.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"text/template"
)

type request struct {
	Template string `json:"template"`
	Data     any    `json:"data"`
}

// What came of a template. The stage is "parse" or "run" where it failed, and "" where it was rendered.
type answer struct {
	Out   string `json:"out"`
	Stage string `json:"stage"`
}

var functions = template.FuncMap{
	"upper": strings.ToUpper,
	"add":   func(a, b int) int { return a + b },
	"flip":  func(a bool) bool { return !a },
	"join":  func(a string, rest ...string) string { return a + strings.Join(rest, "+") },
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		var r request
		if err := decoder.Decode(&r); err != nil {
			panic(err)
		}
		out.Encode(render(r))
	}
}

func render(r request) answer {
	t, err := template.New("main template").Funcs(functions).Parse(r.Template)
	if err != nil {
		return answer{Stage: "parse"}
	}
	var out bytes.Buffer
	if err := t.Execute(&out, withNumbers(r.Data)); err != nil {
		return answer{Stage: "run"}
	}
	return answer{Out: out.String()}
}

// Whole numbers are ints, others floats.
func withNumbers(value any) any {
	switch value := value.(type) {
	case json.Number:
		if number, err := value.Int64(); err == nil {
			return int(number)
		}
		number, _ := value.Float64()
		return number
	case []any:
		for i := range value {
			value[i] = withNumbers(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = withNumbers(value[key])
		}
	}
	return value
}
