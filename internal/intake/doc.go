// Package intake reads files that people bring: it decides what a file really
// is, refuses what has no business in a dossier, and gives its text.
//
// # What it reads
//
// Plain text and Markdown (UTF-8, or UTF-16 with a byte order mark), HTML, DOCX,
// PDF; and for imports XLSX and CSV. What a file is follows from its content and
// structure, never from its name. A PDF without a text layer is Scanned: it has
// pages to look at (Reader.PageImage) and no text. Text is given as it stands in
// the file, not normalised; lines end in "\n".
//
// # Rules
//
//   - A DOCX is read as its reader sees it on the page: insertions accepted,
//     deletions dropped, hidden text dropped, automatic numbers written out, one
//     branch of each alternative, footnotes after the text. A table row is one
//     line with tabs, or one line per paragraph when a cell holds several.
//   - A PDF is read by the place of its characters, line by line from the top:
//     the order inside the file and the spaces that a library guesses are not
//     trusted. Two texts side by side on one line are parted by a tab.
//   - Nothing that a file names is fetched.
//
// # What it refuses (Invalid, codes "intake.file.…" and "intake.sheet.…")
//
// Files over 25 MiB; archives over 1,000 entries, 200 MiB unpacked, a ratio of
// 100, with entries that overlap, repeat, leave the folder or are archives
// themselves; DOCTYPE and XML deeper than 100; macros, embedded objects, DDE,
// links to files and templates elsewhere; PDF with scripts, launch actions,
// attachments or encryption; a file that is two things at once; old encodings
// and formats (they will have readers of their own).
//
// # Failure
//
// Parsing runs in a child: this program again, with ChildArg, without
// environment, with limits on memory, time, open files and writing, on Linux
// also without access to the file system (SECURITY 15.2.5). It is given the file
// on stdin and answers with JSON. A child that dies or runs out of time is
// Invalid "intake.file.too_complex"; one that cannot be started is Unavailable
// "intake.child.start". The program's main must call RunChild first.
//
// It refuses to know what a document means.
package intake
