"""The pages of the explorer; each has one public function, `show`."""
