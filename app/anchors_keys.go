package main

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	"madoguchi/internal/oplog"
)

var errNoCosigner = errors.New("操作者識別カードの検証鍵、証明書、公開鍵のどれでもありません")

// cosignersIn takes the keys of operator cards out of a file: lines of verifier keys, a carried checkpoint, a certificate or a public key in
// PEM or DER. A bare key has no name: it is tried for every name that stands under the checkpoints.
func cosignersIn(content []byte, checkpoints []string) (keys []string, err error) {
	for _, line := range strings.Split(string(content), "\n") {
		text := strings.TrimPrefix(strings.TrimSpace(line), "cosigner ")
		if _, err := oplog.ParseCosigner(text); err == nil {
			keys = append(keys, text)
		}
	}
	if len(keys) > 0 {
		return keys, nil
	}
	public, err := publicIn(content)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, text := range checkpoints {
		for _, c := range oplog.Cosignatures(text) {
			names[c.Name] = true
		}
	}
	if len(names) == 0 {
		names["madoguchi/S000"] = true // nobody signed: the key is demanded, and found by none
	}
	for name := range names {
		c, err := oplog.NewCosigner(name, public)
		if err != nil {
			return nil, errNoCosigner
		}
		keys = append(keys, c.VerifierKey())
	}
	return keys, nil
}

func publicIn(content []byte) (crypto.PublicKey, error) {
	der := content
	if block, _ := pem.Decode(bytes.TrimSpace(content)); block != nil {
		der = block.Bytes
	}
	if cert, err := x509.ParseCertificate(der); err == nil {
		return cert.PublicKey, nil
	}
	if public, err := x509.ParsePKIXPublicKey(der); err == nil {
		return public, nil
	}
	return nil, errNoCosigner
}
