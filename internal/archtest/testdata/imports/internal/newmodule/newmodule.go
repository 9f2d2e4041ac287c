package newmodule // want
