// Package intake reads files that people bring: it decides what a file really
// is, refuses what has no business in a dossier, and gives its text.
//
// # What it reads
//
// Plain text, Markdown, HTML, DOCX and PDF; and for imports XLSX and CSV. What a
// file is follows from its content and structure, never from its name. A PDF
// without a text layer is Scanned: it has pages to look at (Reader.PageImage) and
// no text. The same text gives the same citations and the same outline from every
// format; package test/formats shows it on files of LibreOffice and Chromium.
//
// Reader.RecognisePage reads the picture of a page with tesseract, where the
// machine has it: a program of the machine that hoso can do without. pdfium draws
// the page, and picture and text pass through pipes; no file is written.
//
// # The rules of decoded text
//
// In every format text is given as its reader sees it: one line for a paragraph
// (of a PDF for a printed line), "\n" at its end, in the file's own Unicode form.
// Numbers that a program counts are written out, the sign of a bullet becomes "-",
// cells of a table row are parted by tabs, the mark of a footnote is "[1]".
//
//   - TXT: UTF-8, UTF-16 (with or without a byte order mark) or an old encoding;
//     characters as they stand.
//   - Markdown: a text with a heading, a fence, a table, a link, a footnote or
//     strong words. Marks go, text stays, line by line; numbers of lists stay as
//     typed, for Markdown leaves them to whoever draws it.
//   - HTML: blocks are lines, white space is folded but in pre, numbers of ol are
//     written, ul has hyphens. A link to a footnote that is only a number is its
//     mark. Scripts, styles and the title in the head say nothing; style sheets are
//     not read, so neither are numbers or hidden text that come from them.
//   - DOCX: insertions accepted, deletions dropped, also of a paragraph's mark,
//     which joins it to the next and takes its number; hidden text dropped; one
//     branch of each alternative; a text box once, after its paragraph; footnotes
//     and endnotes after the text in the order of their marks; headers and footers
//     dropped. Numbers as numbering.xml, the styles and their overrides count. A
//     row is one line with tabs, or one line per paragraph when a cell holds
//     several.
//   - PDF: characters are read by their place; the order inside the file and the
//     spaces that a library guesses are not trusted. Columns of running text are
//     read one after the other; other texts side by side are one line with a tab
//     between, as in a letterhead. A table with drawn lines is read by its cells, a
//     row as in DOCX; one without is lines. Running heads and page numbers (lines
//     at the edge that come again on other pages, or the page's own number) are
//     dropped, but never a letterhead. Footnotes below a short line come after the
//     text. A word or number parted at the end of a line by a hyphen or a slash is
//     put together; the hyphen goes where it parts small letters that are no
//     syllables. Text at an angle comes last on its page.
//
// # Old encodings
//
// TCVN3, VNI and Windows-1258 become Unicode, in composed form. In DOCX and HTML
// the font of each run says the encoding, through styles and lists too, and is
// believed unless the text in it reads as Unicode. Otherwise the whole text is
// judged by vi/legacy: bytes whose encoding cannot be told are refused
// ("intake.file.encoding"), characters stay as they are with WarnUndecided.
// Converted text always has WarnConverted; Document.Conversions says from what, how
// surely, and shows a line of each.
// Letters that were lost are told (WarnDamaged) and never put back. Sheets are not
// converted here: whoever imports them shows each cell first.
//
// # What it refuses (Invalid, codes "intake.file.…" and "intake.sheet.…")
//
// Files over 25 MiB; archives over 1,000 entries, 200 MiB unpacked, a ratio of
// 100, with entries that overlap, repeat, leave the folder or are archives
// themselves, or with names that deceive; DOCTYPE and XML deeper than 100; macros, embedded objects, DDE,
// links to files and templates elsewhere, or that run a program; PDF with scripts,
// launch actions, attachments, encryption, or an address that it opens by itself; a
// file that is two things at once, also a picture with something behind its end
// (CheckPicture); DOC and RTF.
// Nothing that a file names is fetched.
//
// # Failure
//
// A page is recognised in a child too: this program again, which becomes tesseract
// after it gave up writing, the network and every file but programs and their
// data. A page beyond its limits is Invalid "intake.recognise.page".
//
// Parsing runs in a child: this program again, with ChildArg, without
// environment, with limits on memory, time, open files and writing, on Linux
// also without access to the file system; its parent kills it at 512 MiB in memory
// (SECURITY 15.2.5). It is given the file
// on stdin and answers with JSON. A child that dies or runs out of time is
// Invalid "intake.file.too_complex"; one that cannot be started is Unavailable
// "intake.child.start". The program's main must call RunChild first.
//
// It refuses to know what a document means.
package intake
