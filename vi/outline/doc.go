// Package outline will read the outline of a Vietnamese official text: which
// parts it has, where each begins, what it is called and which stands in which.
// There is no reader yet, only the labelled set in testdata/set on which it
// will be measured.
//
// State texts go from phần, chương, mục and tiểu mục to điều, khoản and điểm;
// Party texts number freely (I-, 1., 1.1., a), -). Articles were inserted later
// (Điều 5a), points run in Vietnamese letters (d, đ, e, g), a decision brings a
// regulation with articles of its own, and an amending text quotes articles
// that are another document's. A line that begins with "Điều 5" may also be the
// middle of a sentence.
package outline
