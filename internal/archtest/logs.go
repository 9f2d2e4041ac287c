package archtest

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// LogDocument is where every line of the log stands with what it means.
const LogDocument = "docs/operate/log.md"

// LogLine is a line that the program may log.
type LogLine struct {
	Line    int // of the document
	Level   string
	Message string
	Fields  string // sorted, with a space between them
	In      string // the package that logs it
}

func (l LogLine) said() string {
	return l.Level + " " + strconv.Quote(l.Message) + " (" + l.Fields + ") in " + l.In
}

// ReadLogLines reads the rows of the document: level, message, fields, package
// and meaning. Anything else is text.
func ReadLogLines(text string) []LogLine {
	var list []LogLine
	for i, line := range strings.Split(text, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		if !strings.HasPrefix(line, "|") || len(cells) != 5 {
			continue
		}
		for k := range cells {
			cells[k] = strings.Trim(strings.TrimSpace(cells[k]), "`")
		}
		if cells[0] == "level" || strings.HasPrefix(cells[0], "-") {
			continue
		}
		list = append(list, LogLine{i + 1, cells[0], cells[1], fieldsOf(strings.Fields(cells[2])), cells[3]})
	}
	return list
}

func fieldsOf(names []string) string {
	names = slices.DeleteFunc(names, func(n string) bool { return n == "-" })
	slices.Sort(names)
	return strings.Join(names, " ")
}

// levels are the methods of a log that write a line.
var levels = []string{"Debug", "Info", "Warn", "Error"}

// loose are those by which a line could be written that nobody can list.
var loose = []string{"DebugContext", "InfoContext", "WarnContext", "ErrorContext", "Log", "LogAttrs", "With", "WithGroup"}

// CheckLogs compares what the program logs with the document: each line stands
// there once, and each that stands there is logged. A message and the names of its
// fields are literals, so that nothing that was typed becomes one.
func CheckLogs(t *Tree, text string) []Finding {
	var found []Finding
	listed, logged := map[LogLine]int{}, map[LogLine]bool{}
	for _, l := range ReadLogLines(text) {
		at := l.Line
		l.Line = 0
		if listed[l] != 0 {
			found = append(found, Finding{LogDocument, at, l.said() + " stands there twice"})
		}
		listed[l] = at
	}
	for _, s := range t.Written() {
		ast.Inspect(s.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := logs(call)
			if !ok {
				return true
			}
			l, literal := logLine(method, call.Args)
			l.In = dirOf(s.Path)
			logged[l] = true
			switch {
			case !literal || slices.Contains(loose, method):
				found = append(found, s.Found(call, "logs what "+LogDocument+" cannot list"))
			case listed[l] == 0:
				found = append(found, s.Found(call, l.said()+" is not in "+LogDocument))
			}
			return true
		})
	}
	for l, at := range listed {
		if !logged[l] {
			found = append(found, Finding{LogDocument, at, l.said() + " is logged nowhere"})
		}
	}
	return found
}

// logs gives the method when a call is one of a log's: of slog, or of what is
// called Log.
func logs(call *ast.CallExpr) (string, bool) {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !slices.Contains(levels, f.Sel.Name) && !slices.Contains(loose, f.Sel.Name) {
		return "", false
	}
	switch of := f.X.(type) {
	case *ast.Ident:
		return f.Sel.Name, of.Name == "slog" || of.Name == "log"
	case *ast.SelectorExpr:
		return f.Sel.Name, of.Sel.Name == "Log"
	}
	return "", false
}

// logLine reads a call: false when its message or the name of a field is no
// literal.
func logLine(method string, args []ast.Expr) (LogLine, bool) {
	l := LogLine{Level: strings.ToLower(method)}
	var fields []string
	for i, a := range args {
		if i > 0 && i%2 == 0 {
			continue // a value
		}
		text, ok := literalOf(a)
		if !ok {
			return l, false
		}
		if i == 0 {
			l.Message = text
		} else {
			fields = append(fields, text)
		}
	}
	l.Fields = fieldsOf(fields)
	return l, len(args)%2 == 1
}

func literalOf(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func dirOf(file string) string {
	i := strings.LastIndexByte(file, '/')
	return file[:max(i, 0)]
}
