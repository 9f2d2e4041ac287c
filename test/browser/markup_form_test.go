package browser

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"hoso/internal/clock"
)

// watchful has the tab count dialogs and what the policy stops; the function that it
// gives waits for what is being answered and says how many dialogs there were.
func (b *tab) watchful() func() int64 {
	b.t.Helper()
	var dialogs atomic.Int64
	var answering sync.WaitGroup
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `window.violations=[];document.addEventListener("securitypolicyviolation",e=>window.violations.push(e.violatedDirective+" "+e.blockedURI+" "+e.sample))`})
		return err
	})
	b.call(func(ctx context.Context) error {
		return chromedp.Listen(ctx, func(ev any) {
			if _, ok := ev.(*page.EventJavascriptDialogOpening); ok {
				dialogs.Add(1)
				answering.Go(func() {
					_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // the page may be gone
				})
			}
		})
	})
	b.do(chromedp.Navigate("data:text/html,<p>x<img src=x onerror=alert(1)>"))
	for begin := time.Now(); dialogs.Load() == 0 && time.Since(begin) < 10*time.Second; {
		b.text()
	}
	if dialogs.Swap(0) == 0 {
		b.t.Fatal("a page that runs such a text opens no dialog: nothing can be tested")
	}
	return func() int64 {
		answering.Wait()
		return dialogs.Load()
	}
}

// hurt is what is typed, and counts what became of it.
type hurt struct {
	texts        []string
	rounds       int // that each form is typed into at most: fewer when every field had every text
	next         int
	forms, typed int // forms sent, texts typed into them
	shown        int
	stored       int                       // texts shown that were stored
	at           map[string]map[string]int // by form and field: the next text that is typed
	reached      map[string]map[string]int // by command and field: how many texts were typed
}

func newHurt(rounds int) *hurt {
	return &hurt{texts: corpus(), rounds: rounds, at: map[string]map[string]int{}, reached: map[string]map[string]int{}}
}

// filling is what fillForm is told, filled what it did.
type (
	filling struct {
		Done  []string       `json:"done"` // forms that are not meant, by command
		Only  string         `json:"only"` // the one that is, "" for the first
		Texts []string       `json:"texts"`
		Whole bool           `json:"whole"`
		Today string         `json:"today"`
		At    map[string]int `json:"at"`
	}
	filled struct {
		Command string         // method and path of the form, "" for none
		Fields  map[string]int // by name: how many texts stand in it
	}
)

// fillForm types hostile texts into a form of a page that has any to type into. Whole
// puts every text into every field, past every length, where the answer shows them
// again. Otherwise each field gets as many of those that are next as it may hold, and
// days and numbers keep one that counts, so that the form is taken. A button that
// gives the form another command, or says what is done, counts as pressed.
const fillForm = `(x=>{
	const typing="input:not([type=hidden]):not([type=submit]):not([type=radio]):not([type=checkbox]):not([type=file]),textarea";
	const other=f=>f.querySelector("button[formaction]"),command=f=>f.method.toUpperCase()+" "+new URL(other(f)?.formAction||f.action).pathname;
	const form=[...document.querySelectorAll("main form")].find(f=>f.querySelector(typing)&&!(x.done||[]).includes(command(f))&&(!x.only||x.only===command(f)));
	if(!form)return "{}";
	const did={};
	for(const e of form.querySelectorAll(typing)){
		if(!e.name)continue;
		if(!x.whole&&e.name==="secret_until")continue;
		if(!x.whole&&/^(from|last|until|to|on|day|dated|born|at|.*_on)$/.test(e.name)){e.value=e.value||x.today;continue}
		if(!x.whole&&e.inputMode==="numeric"){e.value=e.value||"1";continue}
		const most=e.maxLength>0?e.maxLength:500,all=x.whole&&form.method==="post",list=[];
		for(let i=x.at[e.name]||0,size=0;list.length<x.texts.length;i++){
			const text=x.texts[i%x.texts.length];
			size+=text.length+(list.length>0);
			if(!all&&size>most&&list.length)break;
			list.push(text);
		}
		e.value=list.join(" ");did[e.name]=list.length;
	}
	for(const s of form.querySelectorAll("select"))if(!s.value)s.selectedIndex=Math.min(1,s.options.length-1);
	for(const c of form.querySelectorAll("input[type=checkbox]"))c.checked=true;
	for(const r of form.querySelectorAll("input[type=radio]"))if(!form.querySelector("[name='"+r.name+"']:checked"))r.checked=true;
	const says=form.querySelector("button[name]"),is=command(form);
	if(other(form))form.action=other(form).formAction;
	if(says&&!form.querySelector("button:not([name])")){
		const h=document.createElement("input");
		h.type="hidden";h.name=says.name;h.value=says.value;form.append(h);
	}
	window.filled=form;
	return JSON.stringify({Command:is,Fields:did})})`

// everyForm types into every form of a page but some, one after the other.
func (b *tab) everyForm(x *hurt, path string, but ...string) {
	b.t.Helper()
	for done := append([]string{}, but...); len(done) < len(but)+12; {
		command := b.oneForm(x, path, done, nil)
		if command == "" {
			return
		}
		done = append(done, command)
	}
}

// oneForm types into the first form of a page that is not of those done, looks at the
// answer, and gives its command, "" where there is none. In the first round that is
// every text at once, then what its fields may hold, from text to text. Where done is
// nil each round takes the form that is then the first. before does what the form
// needs besides, if anything.
func (b *tab) oneForm(x *hurt, path string, done []string, before func()) string {
	b.t.Helper()
	if x.at[path] == nil {
		x.at[path] = map[string]int{}
	}
	command := ""
	for round := range x.rounds {
		b.goTo(path)
		x.shown += b.harmless()
		if before != nil {
			before()
		}
		f := filling{Done: done, Texts: x.texts, Whole: round == 0, Today: clock.Today(clock.System{}).Vietnamese(), At: x.at[path]}
		if done != nil {
			f.Only = command
		}
		did := b.fillForm(f)
		if did.Command == "" {
			return command
		}
		command = did.Command
		if len(did.Fields) == 0 {
			return command // only days
		}
		x.forms++
		enough := x.note(b.house.pattern(command), path, round > 0, did.Fields)
		soon, stop := context.WithTimeout(b.ctx, 20*time.Second)
		_, err := chromedp.RunResponse(soon, chromedp.Evaluate[chromedp.Void](`HTMLFormElement.prototype.submit.call(window.filled)`))
		stop()
		if err != nil {
			b.t.Fatalf("%s, %s: %v", path, command, err)
		}
		x.shown += b.harmless()
		if enough {
			break
		}
	}
	return command
}

// note counts what was typed into the fields of a form, and reports whether each of
// them had every text in turn.
func (x *hurt) note(command, path string, inTurn bool, fields map[string]int) bool {
	if x.reached[command] == nil {
		x.reached[command] = map[string]int{}
	}
	enough := inTurn
	for field, count := range fields {
		x.typed, x.reached[command][field] = x.typed+count, x.reached[command][field]+count
		if inTurn {
			x.at[path][field] += count
		}
		enough = enough && x.at[path][field] >= len(x.texts)
	}
	return enough
}

func (b *tab) fillForm(f filling) filled {
	b.t.Helper()
	raw, err := json.Marshal(f)
	if err != nil {
		b.t.Fatal(err)
	}
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fillForm+"("+string(raw)+")"))
	var did filled
	if err == nil {
		err = json.Unmarshal([]byte(got), &did)
	}
	if err != nil {
		b.t.Fatalf("%s: %v", b.where(), err)
	}
	return did
}

// pattern gives the route that answers a command, with its method.
func (h *house) pattern(command string) string {
	method, path, _ := strings.Cut(command, " ")
	best, parts := path, strings.Split(path, "/")
	fewest := len(parts) + 1
	for _, r := range h.site.Router.Routes() {
		slots, want := 0, strings.Split(r.Pattern, "/")
		fits := r.Method == method && len(want) == len(parts)
		for i := 0; fits && i < len(want); i++ {
			if strings.HasPrefix(want[i], "{") {
				slots++
			} else {
				fits = want[i] == parts[i]
			}
		}
		if fits && slots < fewest {
			best, fewest = r.Pattern, slots
		}
	}
	return method + " " + best
}

// short gives the next text that a part of a name may be.
func (x *hurt) short() string {
	for {
		x.next++
		if s := x.texts[(x.next-1)%len(x.texts)]; len(s) <= 60 {
			return s
		}
	}
}
