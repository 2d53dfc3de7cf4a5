package session

import "madoguchi/internal/oplog"

// KeepPrivacy holds the screen in Privacy while somebody outside may see it (遠隔支援, 第19条第3号): no choice and no procedure leaves that
// mode until it is let go of. Then it stays as it is, until somebody chooses another.
func (s *Service) KeepPrivacy(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.private = on
	if !on || s.mode == Privacy {
		return
	}
	s.mode = Privacy
	s.publish()
	s.pendLocked(oplog.Record{Time: s.deps.Now(), Event: oplog.ModeChanged, Values: []oplog.Value{oplog.Mode(Privacy), oplog.Reason(ForSupport)}})
}

// ForSupport is the reason of a mode that remote support needs.
const ForSupport ModeReason = "remote-support"
