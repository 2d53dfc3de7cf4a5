// Package kit is the look and the hands of the windows: one theme after the デジタル庁デザインシステム,
// widgets that can be found by a stable id, dialogs that a lock closes without asking, a cover that
// hides everything, and the one bridge from events to the UI thread. Screens take colours and sizes
// from the names here and write no literal of their own.
package kit
