package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"
	"syscall"
	"unicode"

	"hoso/internal/errs"
	"hoso/internal/i18n"
	"hoso/internal/intake"
)

// readsText is what help says of commands that read a file of text.
const readsText = "Đọc TXT, Markdown, HTML, DOCX, PDF; Unicode hoặc TCVN3, VNI, Windows-1258. “-” là đầu vào chuẩn.\n" +
	"Reads TXT, Markdown, HTML, DOCX, PDF; Unicode or TCVN3, VNI, Windows-1258. \"-\" is standard input.\n\n" +
	"Vị trí đếm theo ký tự Unicode từ đầu phần chữ. Những gì cần người xem lại được báo ở stderr.\n" +
	"Places are Unicode characters from the beginning of the text. What a person should look at is said on stderr.\n\n"

// text gives the text of a file, and says what a person should know of how it
// was read. Errors: those of read and of intake, and Invalid "cli.text.scanned".
func (c *commands) text(ctx context.Context, file string) (string, error) {
	data, err := c.read(file)
	if err != nil {
		return "", err
	}
	name := file
	if file == "-" {
		name = "stdin"
	}
	doc, err := c.ports.Text(ctx, name, data)
	if err == nil && doc.Scanned {
		err = errs.Invalid("cli.text.scanned", errs.Str("name", name))
	}
	if err != nil {
		return "", err
	}
	c.remarks(doc)
	return doc.Text, nil
}

// read gives a file, or standard input, up to one byte more than any reader takes.
// Errors: Unavailable "cli.file.absent", "cli.file.folder", "cli.file.denied".
func (c *commands) read(name string) ([]byte, error) {
	in := c.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, unreadable(name, err)
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, intake.MaxFile+1))
	return data, unreadable(name, err)
}

// unreadable says why a file could not be read, where a person can mend it.
func unreadable(name string, err error) error {
	file := errs.Str("file", name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return errs.Unavailable("cli.file.absent", file).Because(err)
	case errors.Is(err, fs.ErrPermission):
		return errs.Unavailable("cli.file.denied", file).Because(err)
	case errors.Is(err, syscall.EISDIR):
		return errs.Unavailable("cli.file.folder", file).Because(err)
	}
	return err
}

// remarks says on stderr how a text came about, when it did not come by itself.
func (c *commands) remarks(doc intake.Document) {
	for _, code := range doc.Warnings {
		switch code {
		case intake.WarnConverted:
			c.say(code, errs.Str("encoding", strings.Join(doc.Encodings, ", ")))
			for _, x := range doc.Conversions {
				c.conversion(x)
			}
		case intake.WarnDamaged:
			c.say("cli.text.damaged", errs.Int("count", len(doc.Damaged)), errs.Str("words", some(doc.Damaged)))
		default:
			c.say(code)
		}
	}
}

// say says a sentence in both languages.
func (c *commands) say(code string, args ...errs.Arg) {
	fmt.Fprintf(c.Err, "hoso: %s / %s [%s]\n", i18n.VI.T(code, args...), i18n.EN.T(code, args...), code)
}

// conversion says on what a conversion rests, and shows a line of it.
func (c *commands) conversion(x intake.Conversion) {
	encoding := errs.Str("encoding", x.Encoding)
	if x.Stated {
		c.say("cli.text.stated", encoding)
	} else {
		c.say("cli.text.guessed", encoding, errs.Int("percent", min(int(math.Round(100*x.Confidence)), 99))) // no guess is certain
	}
	if x.After != "" {
		fmt.Fprintf(c.Err, "  trước / before: %s\n  sau / after:    %s\n", printable(x.Before), printable(x.After))
	}
}

// fewWords is how many words a remark shows.
const fewWords = 12

func some(words []string) string {
	shown := printable(strings.Join(words[:min(len(words), fewWords)], ", "))
	if len(words) > fewWords {
		shown += ", …"
	}
	return shown
}

// printable gives text that does nothing to a terminal but appear on it.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r), r == '\u00ad': // a letter of TCVN3
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return '\ufffd'
	}, s)
}
