package dev.slipway.inference.serving.http;

import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.dialect.ErrorWriter;
import dev.slipway.inference.serving.DataPlane;
import dev.slipway.inference.serving.Door;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.serving.ServingSettings;
import dev.slipway.telemetry.RequestLog;
import dev.slipway.telemetry.Tracing;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Offers the data plane's server. */
public final class DataPlaneConfiguration {
    private DataPlaneConfiguration() {}

    public static DataPlane dataPlane(
            ServingSettings settings,
            Door door,
            ReplicaLife life,
            ErrorWriter oip,
            ErrorWriter protobuf,
            ErrorWriter openAi,
            BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> signals,
            Tracing tracing,
            RequestCounters counters) {
        return new NettyDataPlane(
                settings,
                new RequestHandler(
                        door,
                        life,
                        new Answers(life, oip, protobuf, openAi),
                        signals,
                        new RequestReport(new RequestLog(System::nanoTime), tracing)),
                counters);
    }
}
