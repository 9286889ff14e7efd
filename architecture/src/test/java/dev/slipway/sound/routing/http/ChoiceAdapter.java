package dev.slipway.sound.routing.http;

import dev.slipway.sound.routing.Choice;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.core.env.Environment;

record ChoiceAdapter(Environment environment) implements Choice {
    @Override
    public String choose() {
        Queue<String> bounded = new LinkedBlockingQueue<>(1);
        return String.valueOf(bounded.peek());
    }
}
