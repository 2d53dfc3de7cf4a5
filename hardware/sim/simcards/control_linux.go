package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"
)

// request and reply are one line of JSON each on the control socket.
type request struct{ Words []string }

type reply struct{ Text, Error string }

// controlWithin bounds one command; stop waits for pcscd's end.
const controlWithin = 15 * time.Second

// ask sends a command to the serving process.
func ask(socket string, words []string) (string, error) {
	c, err := net.Dial("unix", socket)
	if err != nil {
		return "", fmt.Errorf("the simulated readers do not run (simcards start): %w", err)
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(controlWithin)); err != nil {
		return "", err
	}
	if err := json.NewEncoder(c).Encode(request{words}); err != nil {
		return "", fmt.Errorf("sending the command: %w", err)
	}
	var r reply
	if err := json.NewDecoder(c).Decode(&r); err != nil {
		return "", fmt.Errorf("waiting for the answer: %w", err)
	}
	if r.Error != "" {
		return "", errors.New(r.Error)
	}
	return r.Text, nil
}

// answerOne reads one command from c and answers it with do's words.
func answerOne(c net.Conn, do func(words []string) (string, error)) {
	defer func() { _ = c.Close() }()
	var q request
	if c.SetDeadline(time.Now().Add(controlWithin)) != nil || json.NewDecoder(c).Decode(&q) != nil {
		return // whoever asked is gone or no simcards
	}
	var r reply
	text, err := do(q.Words)
	if r.Text = text; err != nil {
		r.Error = err.Error()
	}
	_ = json.NewEncoder(c).Encode(r) // gone: nobody to tell
}
