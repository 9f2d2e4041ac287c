package directiveweb

func read() { f.Text("issuer") }
