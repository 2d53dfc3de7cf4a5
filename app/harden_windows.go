package main

// hardenProcess: Windows writes no core files unless an administrator asks for them.
func hardenProcess() {}
