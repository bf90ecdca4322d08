demo:
	./woonplek demo

test:
	./woonplek test

.PHONY: demo test
