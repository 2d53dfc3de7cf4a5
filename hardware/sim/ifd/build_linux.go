package ifd

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed handler/handler.c
var handlerSource []byte

// Build compiles the reader driver into dir with gcc and the headers of libpcsclite, and returns
// the absolute path of the library. The error carries the compiler's words.
func Build(ctx context.Context, dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	source, library := filepath.Join(dir, "handler.c"), filepath.Join(dir, "handler.so")
	if err := os.WriteFile(source, handlerSource, 0o600); err != nil {
		return "", fmt.Errorf("writing the reader driver's source: %w", err)
	}
	flags, err := exec.CommandContext(ctx, "pkg-config", "--cflags", "libpcsclite").Output()
	if err != nil {
		return "", fmt.Errorf("finding the headers of libpcsclite (package libpcsclite-dev): %w", err)
	}
	args := append([]string{"-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"},
		strings.Fields(string(flags))...)
	out, err := exec.CommandContext(ctx, "gcc", append(args, "-o", library, source, "-lpthread")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("compiling the reader driver: %w\n%s", err, out)
	}
	return library, nil
}
