import { describe, expect, it } from "vitest";
import { formatText } from "./format-text.ts";

// The expected texts were held against Debian's `packer fmt`, but for "!", behind which newer releases put no blank.

describe("blanks between tokens", () => {
  it.each([
    // Operators.
    ["a=b+c*d/e%f -g", "a = b + c * d / e % f - g"],
    ["a=b==c&&d!=e||f<=g", "a = b == c && d != e || f <= g"],
    ["a=b?c:d", "a = b ? c : d"],
    ["a=!b&&! c", "a = !b && !c"],
    ["a=!-b", "a = !-b"],
    ["a=- 1", "a = -1"],
    ["a=2-1", "a = 2 - 1"],
    ["a=b*-1", "a = b * -1"],
    ["a=1- -1", "a = 1 - -1"],
    ["a=b?-c:-d", "a = b ? -c : -d"],
    ["a=f(-1,-2)[-3]", "a = f(-1, -2)[-3]"],
    ["a=b==-1", "a = b == -1"],
    ['a="${-b}"', 'a = "${- b}"'],
    ["a={-1=2}", "a = { -1 = 2 }"],
    ["a=[for x in y:x if -x]", "a = [for x in y : x if - x]"],
    // Traversals, splats, indexes.
    ["a=b . c.*. d [ * ] . e [0]", "a = b.c.*.d[*].e[0]"],
    ["a=b.0 [1]", "a = b.0[1]"],
    ["a=b . 0 . 1 .c", "a = b.0 .1.c"],
    ["a=(b) [0]", "a = (b)[0]"],
    ["a=[1] [0]", "a = [1][0]"],
    ['a="b"[0]', 'a = "b" [0]'],
    // Calls.
    ["a=f ( b ,c )", "a = f(b, c)"],
    ["a=f( )", "a = f()"],
    ["a=f(b ...)", "a = f(b...)"],
    ["a=b :: c :: f()", "a = b::c::f()"],
    // Collections.
    ["a=[ ]", "a = []"],
    ["a=[ 1,2 , ]", "a = [1, 2, ]"],
    ["a={ }", "a = {}"],
    ["a={b=1,c:2}", "a = { b = 1, c : 2 }"],
    ["a={(b)=1}", "a = { (b) = 1 }"],
    ["a=[{}]", "a = [{}]"],
    ["a=[{b=1}]", "a = [{ b = 1 }]"],
    ["a=[for x in[1]:x]", "a = [for x in [1] : x]"],
    ["a=[for x in (y):x if(z)]", "a = [for x in(y) : x if(z)]"],
    ["a={for k,v in x:k=>v...if k!=1}", "a = { for k, v in x : k => v... if k != 1 }"],
    // Templates.
    ['a="${ b }-${c}${ d }"', 'a = "${b}-${c}${d}"'],
    ['a="${~ b ~}"', 'a = "${~b~}"'],
    ['a="${{b=1}}"', 'a = "${ { b = 1 } }"'],
    ['a="%{ if b }c%{ else }d%{ endif }"', 'a = "%{if b}c%{else}d%{endif}"'],
    ['a="  $${ b  }  %%{ c  }  \\"  "', 'a = "  $${ b  }  %%{ c  }  \\"  "'],
    ['a="${f( "x  ${ b }"  )}"', 'a = "${f("x  ${b}")}"'],
    // Blocks.
    ["b{}", "b {}"],
    ["b{a=1}", "b { a = 1 }"],
    ['b   "c""d"{', 'b "c" "d" {'],
    // Comments.
    ["/*x*/a/*y*/=/*z*/1/*w*/", "/*x*/ a /*y*/ = /*z*/ 1 /*w*/"],
    ["a=f(/*x*/b/*y*/,c)", "a = f(/*x*/ b /*y*/, c)"],
    ["a=1#x", "a = 1 #x"],
    ["a=1//x", "a = 1 //x"],
  ])("%s", (input, want) => {
    expect(formatText(input)).toBe(want);
    expect(formatText(`${input}\n`)).toBe(`${want}\n`);
    expect(formatText(want)).toBe(want);
  });
});

describe("indentation", () => {
  it.each([
    ["b {\n      a=1\n\n\n  c {\n\t}\n}\n", "b {\n  a = 1\n\n\n  c {\n  }\n}\n"],
    ["a=[[{\n1\n}]]\n", "a = [[{\n  1\n}]]\n"],
    ["a=[[\n{\n1\n}\n]]\n", "a = [[\n  {\n    1\n  }\n]]\n"],
    ["z=[{\na=1\n}, {\na=1\n}]\n", "z = [{\n  a = 1\n  }, {\n  a = 1\n}]\n"],
    ["a=f(1,\n2,\n3)\n", "a = f(1,\n  2,\n3)\n"],
    ["a=(b\n?1\n:2\n)\n", "a = (b\n  ? 1\n  : 2\n)\n"],
    ["b {\n   # x\n// y\n /* z\n  w */\n}\n", "b {\n  # x\n  // y\n  /* z\n  w */\n}\n"],
    ['a="${\nb\n}"\n', 'a = "${\n  b\n}"\n'],
    ["b {\n}\n}\n]\na=1\n", "b {\n}\n}\n]\na = 1\n"],
    ["a=[\n[\n", "a = [\n  [\n"],
  ])("%j", (input, want) => {
    expect(formatText(input)).toBe(want);
    expect(formatText(want)).toBe(want);
  });
});

describe("alignment", () => {
  it.each([
    ["a=1\nbbb=2\n\ncccc=3\n", "a   = 1\nbbb = 2\n\ncccc = 3\n"],
    ["a=1\n#x\nbbb=2\n", "a = 1\n#x\nbbb = 2\n"],
    ["a=1\nb {}\nccc=2\n", "a = 1\nb {}\nccc = 2\n"],
    ["a=1\nbbb=[\n]\ncc=2\n", "a = 1\nbbb = [\n]\ncc = 2\n"],
    ["a=1\nbbb=[1,{c=2}]\n", "a   = 1\nbbb = [1, { c = 2 }]\n"],
    ["a=1#x\nbbb=22//y\n", "a   = 1  #x\nbbb = 22 //y\n"],
    ["a=1#x\nbbb=22\nc=3#y\n", "a   = 1 #x\nbbb = 22\nc   = 3 #y\n"],
    ["a=[#x\n1,#y\n]#z\n", "a = [ #x\n  1,  #y\n]     #z\n"],
    ["a=1 #x\nbbb=22/*y*/", "a   = 1  #x\nbbb = 22 /*y*/"],
    ['é=1\naa=2 #x\nc="👨‍👩‍👧" #y\n', 'é  = 1\naa = 2   #x\nc  = "👨‍👩‍👧" #y\n'],
    ["/* x\ny */a=1\nb=2\n", "/* x\ny */ a = 1\nb           = 2\n"],
  ])("%j", (input, want) => {
    expect(formatText(input)).toBe(want);
    expect(formatText(want)).toBe(want);
  });
});

describe("heredocs", () => {
  it.each([
    ["b {\na=<<-EOT\n   x = 1\n \t EOT  \nccc=1\n}\n", "b {\n  a   = <<-EOT\n   x = 1\n \t EOT  \n  ccc = 1\n}\n"],
    ["a=f(<<EOT\nx\nEOT\n  ,1)\n", "a = f(<<EOT\nx\nEOT\n, 1)\n"],
    [
      "a=<<EOT\n  %{ for x in y ~}\n  ${ x }\n%{endfor}\nEOT\n",
      "a = <<EOT\n  %{for x in y~}\n  ${x}\n%{endfor}\nEOT\n",
    ],
    // What the heredoc opens is not counted, what it closes is.
    ["b {\na=<<EOT\n${\nx\n}\nEOT\nb=1\n}\n", "b {\n  a = <<EOT\n${\n  x\n}\nEOT\nb = 1\n}\n"],
  ])("%j", (input, want) => {
    expect(formatText(input)).toBe(want);
    expect(formatText(want)).toBe(want);
  });
});

describe("what stays", () => {
  it.each([
    ["", ""],
    ["\n\n", "\n\n"],
    [" \n\t\n", "\n\n"],
    ["   ", "   "],
    ["a=1\n \t", "a = 1\n  "],
    ["b {\n}\t", "b {\n} "],
    ["a=<<EOT\nb\nEOT\n\t\t", "a = <<EOT\nb\nEOT\n  "],
    ["a=1 #x\r\nbbb=2\r\n", "a   = 1 #x\r\nbbb = 2\r\n"],
    ["\uFEFFa=1\n", "a = 1\n"],
    // Not HCL, but no reason to lose any of it.
    ["a='b  c'\nd = “e”;f\\\n", "a = 'b  c'\nd = “e”;f \\\n"],
    ["a = \u00A0 1\rb\n", "a = \u00A0 1 \rb\n"],
    ['a="b  \nccc=1\n', 'a   = "b  \nccc = 1\n'],
    ["a=<<EOT\n  b  ", "a = <<EOT\n  b  "],
    ["/*  a  ", "/*  a  "],
    ["${{//", "${ { //"],
  ])("%j", (input, want) => {
    expect(formatText(input)).toBe(want);
    expect(formatText(want)).toBe(want);
  });
});
