package oplog

import "madoguchi/internal/juki"

// postNames are the posts as they stand in records, in the order of juki.Post.
var postNames = [...]string{
	juki.Operator: "operator", juki.Assistant: "assistant", juki.DataProtectionManager: "data-protection-manager",
	juki.SystemAdministrator: "system-administrator", juki.SecurityDirector: "security-director", juki.Auditor: "auditor",
}

// PostName is a post as it stands in records, "" for an unknown one.
func PostName(p juki.Post) string {
	if p < 0 || int(p) >= len(postNames) {
		return ""
	}
	return postNames[p]
}
